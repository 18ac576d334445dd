// The buffer of a message: arrays one after the other, as layout.ts declares them.

/** An entry of a list of counts. */
export function at(list: readonly number[], i: number): number {
  return count(list[i]);
}

function count(value: unknown): number {
  if (Number.isInteger(value) && (value as number) >= 0) return value as number;
  throw new Error(`${String(value)} is not a count`);
}

/** Takes arrays one after the other, without copying where alignment allows. */
export class Reader {
  #view: DataView;
  #at = 0;

  constructor(view: DataView | undefined) {
    if (!(view instanceof DataView)) throw new Error("a buffer is missing");
    this.#view = view;
  }

  number(): number {
    return this.#view.getFloat64(this.#pass(8), true);
  }

  float64(...shape: number[]): Float64Array {
    return new Float64Array(...this.#take(shape, 8));
  }

  float32(...shape: number[]): Float32Array {
    return new Float32Array(...this.#take(shape, 4));
  }

  uint8(...shape: number[]): Uint8Array {
    return new Uint8Array(...this.#take(shape, 1));
  }

  end(): void {
    if (this.#at !== this.#view.byteLength) throw new Error("a buffer is too long");
  }

  #take(shape: number[], size: number): [ArrayBuffer, number, number] {
    const length = shape.reduce((product, side) => product * count(side), 1);
    const bytes = length * size;
    const start = this.#view.byteOffset + this.#pass(bytes);
    const buffer = this.#view.buffer as ArrayBuffer;
    // a front end may hand over slices of a larger message, at any byte
    return start % size === 0
      ? [buffer, start, length]
      : [buffer.slice(start, start + bytes), 0, length];
  }

  /** Goes on by so many bytes; where they began. */
  #pass(bytes: number): number {
    const start = this.#at;
    this.#at += bytes;
    if (this.#at > this.#view.byteLength) throw new Error("a buffer is too short");
    return start;
  }
}
