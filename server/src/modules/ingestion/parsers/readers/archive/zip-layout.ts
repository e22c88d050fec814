import { ReportError } from '../../parser.ts';

/** Where an entry stands in the file: from its local header up to, not including, the byte after its data. */
export interface Span {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** After an entry's data its sizes may stand once more: signature, CRC and two sizes of 8 bytes (APPNOTE 4.3.9). */
const maxDescriptorLength = 24;

/**
 * An honest archive is its entries one after the other, then one directory. Data that two entries share, bytes that no entry owns
 * (a second directory, another file in front) are how one file is made to read in two ways, or to unpack to far more.
 * @throws ReportError
 */
export function checkLayout(spans: readonly Span[], directoryStart: number): void {
  let at = 0;
  for (const { name, start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start < at) {
      throw new ReportError(
        `Entries of the ZIP archive overlap ("${name}"), as no honest one does. Pack it again.`,
      );
    }
    assertNoGap(at, start);
    at = end;
  }
  if (directoryStart < at) {
    throw new ReportError('An entry of the ZIP archive reaches into its directory. Pack it again.');
  }
  assertNoGap(at, directoryStart);
}

function assertNoGap(from: number, to: number): void {
  const allowed = from === 0 ? 0 : maxDescriptorLength;
  if (to - from <= allowed) return;
  throw new ReportError(
    `The ZIP archive holds ${to - from} bytes at byte ${from} that belong to no entry; it may be two files in one. Pack it again.`,
    { where: `byte ${from}` },
  );
}
