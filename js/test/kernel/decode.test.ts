import { describe, expect, it } from "vitest";
import { decode } from "../../src/kernel/decode";
import { bias, type FrameData, weight } from "../../src/kernel/state";
import { frameMessage } from "./messages";

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
  const [content, view] = frameMessage({
    layers: [2, 3, 1],
    numbers: [0.5, 0.6, 0.9, 0.8, 0.7, 0.6],
  });

  it.each([0, 1, 4, 8])("reads the same when its buffer begins at byte %i", (offset) => {
    const frame = decodeFrame(content, moved(view, offset));
    expect([frame.lossTrain, frame.lossTest]).toEqual([0.5, 0.6]);
    expect([frame.accuracyTrain, frame.accuracyTest]).toEqual([0.9, 0.8]);
    expect([frame.r2Train, frame.r2Test]).toEqual([0.7, 0.6]);
    expect(frame.layerParameters.map((one) => one.length)).toEqual([9, 4]);
    expect(frame.nodeMaps.map((layer) => layer.length)).toEqual([3, 1]);
    expect(frame.largeMaps[0]?.length).toBe(content.large_grid ** 2);
  });

  it("does not copy an aligned buffer", () => {
    const frame = decodeFrame(content, moved(view, 8));
    const other = decodeFrame(content, moved(view, 8));
    expect(frame.layerParameters[0]?.buffer).toBe(frame.layerParameters[1]?.buffer);
    expect(frame.layerParameters[0]?.buffer).not.toBe(other.layerParameters[0]?.buffer);
  });

  it("has weights by source, neuron and layer, and the bias in the last row", () => {
    const frame = decodeFrame(content, view);
    // the parameters are 0, 1, 2, ... in the order of the buffer
    expect(weight(frame, 1, 3, 2)).toBe(5);
    expect(bias(frame, 1, 1)).toBe(6);
    expect(weight(frame, 2, 1, 1)).toBe(9);
    expect(bias(frame, 2, 1)).toBe(12);
  });

  it("has two planes for the output of more than two classes", () => {
    const [many, buffer] = frameMessage({ layers: [2, 3], large: [null, [1, 2]] });
    const frame = decodeFrame(many, buffer);
    const plane = many.large_grid ** 2;
    expect(frame.largeMaps.map((map) => map.length)).toEqual([2 * plane, plane]);
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
    ["a negative layer", { ...content, layers: [2, -3, 1] }],
    ["a fractional grid", { ...content, node_grid: 2.5 }],
  ])("is refused when it is %s", (_, wrong) => {
    expect(() => decode(wrong, [view])).toThrow();
  });

  it("is refused without its buffer", () => {
    expect(() => decode(content, [])).toThrow(/missing/);
  });

  it("has the points and the lines of every space, each in a buffer of its own", () => {
    const size = { points: 3, lines: 2, steps: 4 };
    const spaces = [
      { layer: 1, neurons: [1, 2], ...size },
      { layer: 2, neurons: [2, 1], ...size },
    ];
    const [message] = frameMessage({ ...content, spaces });
    const values = [0, 100].map((first) => Float32Array.from({ length: 38 }, (_, i) => first + i));
    const buffers = values.map((one) => moved(new DataView(one.buffer), 2));
    const decoded = decode(message, [view, ...buffers]);
    expect(decoded.type === "frame" && decoded.frame.spaceValues).toEqual(values);
    expect(() => decode(message, [view, ...buffers.slice(1)])).toThrow(/missing/);
    const short = new DataView(new ArrayBuffer(8));
    expect(() => decode(message, [view, short, short])).toThrow(/too short/);
  });
});
