import { ReportError } from '../../parser.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What the first bytes of a file say about its encoding, and how many of them are the byte-order mark. */
export interface EncodingSign {
  readonly encoding: TextEncoding;
  readonly markLength: number;
  /** True when bytes say so (a mark, or the pattern of `<` or `{` in 16 bits); false when UTF-8 is only assumed. */
  readonly certain: boolean;
}

/**
 * Reads a byte-order mark or, without one, the 16-bit pattern of an opening `<`, `{` or `[`.
 * UTF-16 is accepted in every text format because shells on Windows write it when output is redirected.
 * @throws ReportError for UTF-32, which no supported tool writes.
 */
export function readEncodingSign(head: Uint8Array): EncodingSign {
  const [a = -1, b = -1, c = -1, d = -1] = head;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    throw new ReportError('The file is in UTF-32, which is not read. Save it as UTF-8 and upload it again.');
  }
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', markLength: 3, certain: true };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', markLength: 2, certain: true };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', markLength: 2, certain: true };
  if (opensText(a) && b === 0 && c > 0 && d === 0)
    return { encoding: 'utf-16le', markLength: 0, certain: true };
  if (a === 0 && opensText(b) && c === 0 && d > 0)
    return { encoding: 'utf-16be', markLength: 0, certain: true };
  return { encoding: 'utf-8', markLength: 0, certain: false };
}

function opensText(byte: number): boolean {
  return byte === 0x3c || byte === 0x7b || byte === 0x5b;
}

/**
 * Offset of the first byte that is not valid UTF-8, or -1. An unfinished sequence at the end counts as valid when
 * `unfinishedEndIsFine`. Rules: Unicode 16, table 3-7.
 */
export function findInvalidUtf8(bytes: Uint8Array, unfinishedEndIsFine: boolean): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    if (at + length > bytes.length) return unfinishedEndIsFine ? -1 : at;
    at += length;
  }
  return -1;
}

/** Length of the sequence that starts at `at`, 0 when one of the bytes that are there cannot stand there. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const second = bytes[at + 1];
  if (second !== undefined) {
    const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) return 0;
  }
  for (let index = at + 2; index < at + length && index < bytes.length; index += 1) {
    const next = bytes[index] ?? 0;
    if (next < 0x80 || next > 0xbf) return 0;
  }
  return length;
}

/** Number of bytes (0..3) at the end that begin a UTF-8 sequence without finishing it. */
export function unfinishedUtf8Length(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      return back < length ? back : 0;
    }
  }
  return 0;
}
