import { type PdfBounds, tooLarge } from './bounds.ts';
import { filtersOf, isNotText } from './dictionary.ts';
import { unpackedLength } from './unpacked-length.ts';
import type { Watch } from './watch.ts';

const keyword = 'stream';
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/**
 * Looks at every stream of the file before anything reads it: unpacks it piece by piece, keeps nothing and counts. So a bomb is
 * refused with its place, whichever page, font or table it poses as. Data of pictures and attached files is overwritten: it is never needed for
 * the text, and so nothing can be unpacked that poses as one of them.
 * @throws ReportError when a stream, all of them together, or their number crosses a bound
 */
export async function guardStreams(bytes: Buffer, bounds: PdfBounds, watch: Watch): Promise<void> {
  let total = 0;
  let streams = 0;
  for (let at = bytes.indexOf(keyword); at !== -1; at = bytes.indexOf(keyword, at + keyword.length)) {
    const start = dataStart(bytes, at);
    if (start === undefined) continue;
    watch.check();
    if (++streams > bounds.maxStreams) {
      throw tooLarge(`The PDF has more than ${bounds.maxStreams} streams. Print it to a new PDF file.`);
    }
    const dictionary = dictionaryBefore(bytes, at);
    if (isNotText(dictionary)) {
      blank(bytes, start);
      continue;
    }
    const max = Math.min(bounds.maxStreamBytes, bounds.maxUnpackedBytes - total);
    const length = await unpackedLength(bytes, start, { filters: filtersOf(dictionary), max });
    if (length > max) {
      throw tooLarge(
        `The PDF unpacks to more than ${Math.floor(max / 1_048_576)} MB in the stream at byte ${start}; no report needs that. Print it to a new PDF file.`,
        `byte ${start}`,
      );
    }
    total += length;
  }
}

/** First byte after the keyword's end of line; undefined where the word is part of `endstream` or of a text. */
function dataStart(bytes: Buffer, at: number): number | undefined {
  if (at >= 3 && bytes.toString('latin1', at - 3, at) === 'end') return undefined;
  let start = at + keyword.length;
  // Some writers put spaces there, and readers bear them.
  while (bytes[start] === 0x20) start++;
  if (bytes[start] === lineFeed) return start + 1;
  if (bytes[start] !== carriageReturn) return undefined;
  return bytes[start + 1] === lineFeed ? start + 2 : start + 1;
}

const maxDictionaryLength = 64 * 1_024;

/** Text from the object's start to the keyword; a dictionary that begins further away is taken from the bound on. */
function dictionaryBefore(bytes: Buffer, at: number): string {
  const near = bytes.subarray(Math.max(0, at - maxDictionaryLength), at);
  const begin = near.lastIndexOf(' obj');
  return near.toString('latin1', begin === -1 ? 0 : begin);
}

function blank(bytes: Buffer, start: number): void {
  const end = bytes.indexOf('endstream', start);
  bytes.fill(0, start, end === -1 ? bytes.length : end);
}
