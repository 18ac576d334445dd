// The buffer of a made-up message, from its arrays in the order of kernel/layout.ts.

import type { Reader } from "../src/kernel/buffer";

type Values = ArrayLike<number>;

/** Zeros where the values end; throws where an array has another length than the message says. */
export function pack<M>(
  message: M,
  arrays: (of: M, from: Reader) => unknown,
  values: readonly (number | Values)[] = [],
): DataView {
  const parts: ArrayBuffer[] = [];
  let next = 0;
  const taking =
    (kind: typeof Float64Array | typeof Float32Array | typeof Uint8Array) =>
    (...shape: number[]) => {
      const length = shape.reduce((product, side) => product * side, 1);
      const given = values[next++] ?? new Uint8Array(length);
      const array = new kind(length);
      if (typeof given === "number") array[0] = given;
      else if (given.length === length) array.set(given);
      else throw new Error(`array ${next} has ${given.length} values and not ${length}`);
      parts.push(array.buffer);
      return array;
    };
  const [float64, float32, uint8] = [Float64Array, Float32Array, Uint8Array].map(taking);
  arrays(message, { float64, float32, uint8, number: float64 } as unknown as Reader);
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return new DataView(all.buffer);
}
