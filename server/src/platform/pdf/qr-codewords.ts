/** Bits of a QR code before they are placed (ISO/IEC 18004:2015, sections 7.4 to 7.6), level M, versions 1 to 15. */

/** Codewords of error correction per block, and number of blocks, at level M (table 9), by version. */
const eccPerBlock = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24];
const blockCount = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10];
const maxVersion = 15;
/** Modules left for data and error correction, in whole codewords (section 7.4.10). */
function totalCodewords(version: number): number {
  const positions = Math.floor(version / 7) + 2;
  const alignment = version === 1 ? 0 : (25 * positions - 10) * positions - 55;
  const versionInfo = version >= 7 ? 36 : 0;
  return Math.floor(((16 * version + 128) * version + 64 - alignment - versionInfo) / 8);
}

function dataCapacity(version: number): number {
  return totalCodewords(version) - (eccPerBlock[version] ?? 0) * (blockCount[version] ?? 0);
}

/** @throws RangeError when the text does not fit. */
export function smallestVersion(length: number): number {
  for (let version = 1; version <= maxVersion; version += 1) {
    const header = 4 + (version < 10 ? 8 : 16);
    if (header + length * 8 <= dataCapacity(version) * 8) return version;
  }
  throw new RangeError(`A QR code holds at most 412 bytes here, not ${length}.`);
}

/** Mode, length, bytes, terminator and padding (section 7.4). */
export function dataCodewords(version: number, bytes: Uint8Array): number[] {
  const bits: number[] = [];
  const push = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i -= 1) bits.push((value >>> i) & 1);
  };
  push(0b0100, 4);
  push(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) push(byte, 8);
  const capacity = dataCapacity(version) * 8;
  push(0, Math.min(4, capacity - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) push(pad, 8);
  return Array.from({ length: bits.length / 8 }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((value, bit) => (value << 1) | bit, 0),
  );
}

/** Product in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1 (section 7.5.2). */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let i = 7; i >= 0; i -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> i) & 1) * a;
  }
  return product;
}

function generator(degree: number): number[] {
  const result = Array.from<unknown, number>({ length: degree }, (_, i) => (i === degree - 1 ? 1 : 0));
  let root = 1;
  for (let i = 0; i < degree; i += 1) {
    for (let j = 0; j < degree; j += 1) {
      result[j] = multiply(result[j] ?? 0, root) ^ (result[j + 1] ?? 0);
    }
    root = multiply(root, 2);
  }
  return result;
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  const result = divisor.map(() => 0);
  for (const value of data) {
    const factor = value ^ (result.shift() ?? 0);
    result.push(0);
    divisor.forEach((coefficient, i) => {
      result[i] = (result[i] ?? 0) ^ multiply(coefficient, factor);
    });
  }
  return result;
}

/** Splits into blocks, adds error correction and interleaves (section 7.6). */
export function interleave(version: number, data: readonly number[]): number[] {
  const blocks = blockCount[version] ?? 1;
  const ecc = eccPerBlock[version] ?? 0;
  const total = totalCodewords(version);
  const shortBlocks = blocks - (total % blocks);
  const shortLength = Math.floor(total / blocks) - ecc;
  const divisor = generator(ecc);
  let start = 0;
  const split = Array.from({ length: blocks }, (_, i) => {
    const part = data.slice(start, start + shortLength + (i < shortBlocks ? 0 : 1));
    start += part.length;
    return { part, check: remainder(part, divisor) };
  });
  const result: number[] = [];
  for (let i = 0; i <= shortLength; i += 1) {
    for (const { part } of split) if (i < part.length) result.push(part[i] ?? 0);
  }
  for (let i = 0; i < ecc; i += 1) for (const { check } of split) result.push(check[i] ?? 0);
  return result;
}
