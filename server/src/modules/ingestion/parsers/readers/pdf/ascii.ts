const first = 0x21;
const last = 0x75;
const tilde = 0x7e;
const letterZ = 0x7a;

/** Bytes written in base 85 (ISO 32000-1, 7.4.3), up to the end mark or the first character that is none of it. */
export function fromAscii85(data: Buffer): Buffer<ArrayBuffer> {
  const end = data.indexOf('~>');
  const written = end === -1 ? data : data.subarray(0, end);
  const out = Buffer.alloc(decodedRoom(written));
  let length = 0;
  let group = 0;
  let digits = 0;
  for (const byte of written) {
    if (isSpace(byte)) continue;
    if (byte === letterZ && digits === 0) {
      length = out.writeUInt32BE(0, length);
      continue;
    }
    if (byte === tilde || byte < first || byte > last) break;
    group = group * 85 + (byte - first);
    if (++digits < 5) continue;
    length = out.writeUInt32BE(group % 0x1_0000_0000, length);
    group = 0;
    digits = 0;
  }
  if (digits > 1) {
    for (let missing = digits; missing < 5; missing++) group = group * 85 + 84;
    out.writeUInt32BE(group % 0x1_0000_0000, length);
    length += digits - 1;
  }
  return out.subarray(0, length);
}

/** Bytes written as pairs of hexadecimal digits (7.4.2), up to the end mark. */
export function fromAsciiHex(data: Buffer): Buffer<ArrayBuffer> {
  const end = data.indexOf('>');
  const digits = data.toString('latin1', 0, end === -1 ? data.length : end).replace(/\s+/g, '');
  return Buffer.from(digits, 'hex');
}

/** Five characters are four bytes, and a "z" alone is four. */
function decodedRoom(written: Buffer): number {
  let zeros = 0;
  for (let at = written.indexOf(letterZ); at !== -1; at = written.indexOf(letterZ, at + 1)) zeros++;
  return Math.ceil(written.length / 5) * 4 + zeros * 4 + 8;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0;
}
