import { ReportError } from '../../parser.ts';

/** What one PDF may take. A pentest report of 500 pages with screenshots stays far below each of them. */
export interface PdfBounds {
  /** The file is held in memory: the cross-reference table stands at its end. */
  readonly maxBytes: number;
  readonly maxPages: number;
  /** Unpacked bytes of one stream; pictures are never unpacked and do not count. */
  readonly maxStreamBytes: number;
  /** Unpacked bytes of all streams. */
  readonly maxUnpackedBytes: number;
  readonly maxStreams: number;
  /** Pieces of text on one page; what comes after is left out, with a problem. */
  readonly maxPieces: number;
  /** Characters of text in the document. */
  readonly maxCharacters: number;
  readonly maxSeconds: number;
  /** Growth of the process's memory while reading. */
  readonly maxGrowthBytes: number;
}

const mega = 1024 * 1024;

export const pdfBounds: PdfBounds = {
  maxBytes: 100 * mega,
  maxPages: 2_000,
  maxStreamBytes: 48 * mega,
  maxUnpackedBytes: 512 * mega,
  maxStreams: 200_000,
  maxPieces: 50_000,
  maxCharacters: 20_000_000,
  maxSeconds: 20,
  maxGrowthBytes: 330 * mega,
};

/** The file crosses a bound: refused as a whole, in a sentence. */
export function tooLarge(sentence: string, where?: string): ReportError {
  return new ReportError(sentence, { code: 'PAYLOAD_TOO_LARGE', ...(where === undefined ? {} : { where }) });
}
