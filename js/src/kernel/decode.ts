import { Reader } from "./buffer";
import { frameArrays, historyArrays, sceneArrays } from "./layout";
import type { Done, FromKernel, Part, Refused, Welcome } from "./protocol";
import type { FrameData, HistoryData, SceneData } from "./state";

export type Decoded =
  | { type: "answer"; message: Done | Refused | Welcome | Part }
  | { type: "scene"; scene: SceneData }
  | { type: "history"; history: HistoryData }
  | { type: "frame"; frame: FrameData };

/** Reads a custom message and its buffer; throws an Error on anything that is not one. */
export function decode(content: unknown, [buffer]: readonly DataView[]): Decoded {
  const message = content as FromKernel;
  switch (message?.type) {
    case "done":
    case "refused":
    case "part":
      return { type: "answer", message };
    case "welcome":
      if (!Array.isArray(message.catalog?.datasets)) throw new Error("a welcome has a catalog");
      return { type: "answer", message };
    case "scene":
      return { type: "scene", scene: read(message, buffer, sceneArrays) };
    case "history": {
      const { history, events, epochs, loss_train, loss_test } = read(
        message,
        buffer,
        historyArrays,
      );
      if (!Array.isArray(events)) throw new Error("a history has events");
      const [all, train, test] = [epochs, loss_train, loss_test].map((one) => Array.from(one));
      return {
        type: "history",
        history: {
          version: history,
          epochs: all ?? [],
          train: train ?? [],
          test: test ?? [],
          events,
        },
      };
    }
    case "frame": {
      const { layers, activations } = message;
      if (!activations?.length || layers?.length !== activations.length + 1) {
        throw new Error("a frame has layers, and an activation for each");
      }
      return { type: "frame", frame: read(message, buffer, frameArrays) };
    }
    default:
      throw new Error("an unknown kind of message");
  }
}

function read<M, A>(message: M, buffer: DataView | undefined, arrays: (of: M, from: Reader) => A) {
  const reader = new Reader(buffer);
  const all = { ...message, ...arrays(message, reader) };
  reader.end();
  return all;
}
