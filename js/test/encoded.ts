// What kernel/decode.ts does, the other way round: messages as a kernel would send them whose
// recorded ones a test has changed.

import type { Reader } from "../src/kernel/buffer";

type Place = { length: number; kind: Kind };
type Kind = Float64ArrayConstructor | Float32ArrayConstructor | Uint8ArrayConstructor;

const placeOf =
  (kind: Kind) =>
  (...shape: number[]): Place => ({ length: shape.reduce((size, side) => size * side, 1), kind });

const float64 = placeOf(Float64Array);
const PLACES = {
  float64,
  float32: placeOf(Float32Array),
  uint8: placeOf(Uint8Array),
  number: () => float64(1),
} as unknown as Reader;

/**
 * The message and the buffer that are read as `data`. Throws where an array has another length
 * than the message says.
 */
export function encoded<M extends object, A extends object>(
  data: M & A,
  arrays: (of: M, from: Reader) => A,
): [content: Omit<M, keyof A>, buffer: DataView] {
  const content = { ...data } as Record<string, unknown>;
  const filled: Uint8Array[] = [];
  for (const [name, places] of Object.entries(arrays(data, PLACES))) {
    const values = [content[name]].flat();
    delete content[name];
    [places as Place | Place[]].flat().forEach(({ length, kind }, i) => {
      const given = values[i];
      const array = typeof given === "number" ? kind.of(given) : kind.from(given as number[]);
      if (array.length !== length) throw new Error(`${name} has ${array.length} and not ${length}`);
      filled.push(new Uint8Array(array.buffer));
    });
  }
  const bytes = new Uint8Array(filled.reduce((size, one) => size + one.length, 0));
  let at = 0;
  for (const one of filled) {
    bytes.set(one, at);
    at += one.length;
  }
  return [content as M, new DataView(bytes.buffer)];
}
