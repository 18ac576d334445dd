import { describe, expect, it } from "vitest";
import { decode } from "../../src/kernel/decode";
import { frameArrays } from "../../src/kernel/layout";
import { bias, type FrameData, weight } from "../../src/kernel/state";
import { encoded } from "../encoded";
import { frameWith, recordedFrame } from "../recorded";

function decodeFrame(content: object, view: DataView): FrameData {
  const decoded = decode(content, [view]);
  if (decoded.type !== "frame") throw new Error("not a frame");
  return decoded.frame;
}

/** The same bytes, beginning at some byte of a larger buffer. */
function moved(view: DataView, offset: number): DataView {
  const bytes = new Uint8Array(view.byteLength + offset);
  bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), offset);
  return new DataView(bytes.buffer, offset);
}

describe("A binary frame", () => {
  const scores = {
    loss_train: 0.5,
    loss_test: 0.6,
    accuracy_train: 0.9,
    accuracy_test: 0.8,
    r2_train: 0.7,
    r2_test: 0.6,
  };
  const net = {
    layers: [3, 1],
    // 0, 1, 2, ... in the order of the buffer
    parameters: [
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
      [9, 10, 11, 12],
    ],
  };
  const [content, view] = encoded({ ...frameWith(net), ...scores }, frameArrays);

  it.each([0, 1, 4, 8])("reads the same when its buffer begins at byte %i", (offset) => {
    const frame = decodeFrame(content, moved(view, offset));
    expect([frame.loss_train, frame.loss_test]).toEqual([0.5, 0.6]);
    expect([frame.accuracy_train, frame.accuracy_test]).toEqual([0.9, 0.8]);
    expect([frame.r2_train, frame.r2_test]).toEqual([0.7, 0.6]);
    expect(frame.parameters.map((one) => one.length)).toEqual([9, 4]);
    expect(frame.node_maps.map((one) => one.length)).toEqual(
      [3, 1].map((n) => n * content.node_grid ** 2),
    );
    expect(frame.output_map.length).toBe(content.large_grid ** 2);
  });

  it("does not copy an aligned buffer", () => {
    const frame = decodeFrame(content, moved(view, 8));
    const other = decodeFrame(content, moved(view, 8));
    expect(frame.parameters[0]?.buffer).toBe(frame.parameters[1]?.buffer);
    expect(frame.parameters[0]?.buffer).not.toBe(other.parameters[0]?.buffer);
  });

  it("has weights by source, neuron and layer, and the bias in the last row", () => {
    const frame = decodeFrame(content, view);
    expect(weight(frame, 1, 3, 2)).toBe(5);
    expect(bias(frame, 1, 1)).toBe(6);
    expect(weight(frame, 2, 1, 1)).toBe(9);
    expect(bias(frame, 2, 1)).toBe(12);
  });

  it("has two planes for the output of more than two classes", () => {
    const recorded = recordedFrame("three-classes");
    const plane = recorded.large_grid ** 2;
    const looked = { ...recorded, looks: [[1, 2]], large_maps: [new Uint8Array(plane)] };
    const frame = decodeFrame(...encoded(looked, frameArrays));
    const maps = [frame.output_map, ...frame.large_maps];
    expect(maps.map((map) => map.length)).toEqual([2 * plane, plane]);
  });

  it.each([
    ["too short", (v: DataView) => new DataView(v.buffer, 0, v.byteLength - 1)],
    ["too long", (v: DataView) => moved(new DataView(new ArrayBuffer(v.byteLength + 1)), 0)],
  ])("is refused when its buffer is %s", (_, change) => {
    expect(() => decode(content, [change(view)])).toThrow(/too/);
  });

  it.each([
    ["nothing", null],
    ["a text", "frame"],
    ["an unknown type", { type: "song" }],
    ["no layers", { ...content, layers: null }],
    ["only inputs", { ...content, layers: [2], activations: [] }],
    ["a layer without its activation", { ...content, activations: ["tanh"] }],
    ["a negative layer", { ...content, layers: [2, -3, 1] }],
    ["a fractional grid", { ...content, node_grid: 2.5 }],
  ])("is refused when it is %s", (_, wrong) => {
    expect(() => decode(wrong, [view])).toThrow();
  });

  it("is refused without its buffer", () => {
    expect(() => decode(content, [])).toThrow(/missing/);
  });

  it("has as many places of every hidden space as it says", () => {
    const spaces = {
      hidden_spaces: [
        [1, 1, 2],
        [1, 2, 1],
      ],
      hidden_space_size: 19,
    };
    const places = { hidden_space_places: [new Float32Array(38), new Float32Array(38)] };
    const all = { ...frameWith(net), ...spaces, ...places };
    const frame = decodeFrame(...encoded(all, frameArrays));
    expect(frame.hidden_space_places.map((one) => one.length)).toEqual([38, 38]);
    expect(() => decode({ ...content, ...spaces }, [view])).toThrow(/too short/);
  });
});
