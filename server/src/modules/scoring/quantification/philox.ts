/**
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a block of random numbers is a function
 * of a counter and a key, so what is drawn for one year of one scenario does not depend on what was drawn before. For simulation only, never
 * for secrets.
 * @param out takes four numbers of 32 bits
 */
export function philox(out: Uint32Array, counter: Readonly<Counter>, key: readonly [number, number]): void {
  // Not by destructuring, which costs as much as the rounds.
  let a = counter[0];
  let b = counter[1];
  let c = counter[2];
  let d = counter[3];
  let k = key[0];
  let l = key[1];
  for (let round = 0; round < 10; round++) {
    const highOfA = multiplyHigh(0xd2511f53, a);
    const lowOfA = Math.imul(0xd2511f53, a);
    const highOfC = multiplyHigh(0xcd9e8d57, c);
    const lowOfC = Math.imul(0xcd9e8d57, c);
    a = highOfC ^ b ^ k;
    b = lowOfC;
    c = highOfA ^ d ^ l;
    d = lowOfA;
    k = (k + 0x9e3779b9) | 0;
    l = (l + 0xbb67ae85) | 0;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
}

export type Counter = [number, number, number, number];

/** Upper 32 bits of the product of two unsigned numbers of 32 bits. */
function multiplyHigh(x: number, y: number): number {
  const xLow = x & 0xffff;
  const xHigh = x >>> 16;
  const yLow = y & 0xffff;
  const yHigh = y >>> 16;
  const one = Math.imul(xHigh, yLow);
  const other = Math.imul(xLow, yHigh);
  const carried = (Math.imul(xLow, yLow) >>> 16) + (one & 0xffff) + (other & 0xffff);
  return (Math.imul(xHigh, yHigh) + (one >>> 16) + (other >>> 16) + (carried >>> 16)) | 0;
}

/** Strictly between 0 and 1. */
export function toUnit(word: number): number {
  return (word + 0.5) / 4_294_967_296;
}

/** A stream of a seed's own for each name (FNV-1a, twice with different starts). */
export function streamOf(name: string): readonly [number, number] {
  return [fnv(0x811c9dc5, name), fnv(0x01234567, name)];
}

function fnv(start: number, text: string): number {
  let hash = start;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
