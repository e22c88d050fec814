import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type ParseSink, ReportError } from '../../parser.ts';
import { cleanText, squeeze } from '../document/clean.ts';
import type { DocumentProperties, TextDocument } from '../document/model.ts';
import { withLigatures } from '../document/unmapped.ts';
import { type PdfBounds, pdfBounds, tooLarge } from './bounds.ts';
import { pdfBytes } from './bytes.ts';
import { openPdf } from './engine.ts';
import { FontBook } from './fonts.ts';
import { withoutFurniture } from './furniture.ts';
import { guardStreams } from './guard.ts';
import { withLevels } from './levels.ts';
import { linesOf, type PlacedLine } from './lines.ts';
import { readBookmarks } from './outline.ts';
import { readPieces } from './piece.ts';
import { startWatch, type Watch } from './watch.ts';

export interface PdfReading {
  readonly source: AsyncIterable<Uint8Array>;
  readonly sink: Pick<ParseSink, 'problem'>;
  readonly bounds?: PdfBounds;
}

/**
 * Reads the text of a PDF with its places: lines in reading order, without the headers and footers that repeat. A page that
 * cannot be read is a problem; the others are read.
 * @throws ReportError when the file is no readable PDF, holds no text, or crosses a bound
 */
export async function readPdf({ source, sink, bounds = pdfBounds }: PdfReading): Promise<TextDocument> {
  const bytes = await pdfBytes(source, bounds);
  reportMissingEnd(bytes, sink);
  const watch = startWatch(bounds);
  try {
    await guardStreams(bytes, bounds, watch);
    return await Promise.race([readDocument(bytes, sink, bounds, watch), watch.overrun]);
  } finally {
    watch.stop();
  }
}

/** The mark may have some bytes of a mail gateway or web server behind it. */
const endWithin = 2_048;

function reportMissingEnd(bytes: Buffer, sink: PdfReading['sink']): void {
  if (bytes.includes('%%EOF', Math.max(0, bytes.length - endWithin))) return;
  sink.problem({
    code: 'FILE_CUT_OFF',
    message: 'The PDF has no end mark: it seems to be cut off, and what stood at its end is missing.',
    where: `byte ${bytes.length}`,
    dropsItem: false,
  });
}

async function readDocument(
  bytes: Buffer<ArrayBuffer>,
  sink: PdfReading['sink'],
  bounds: PdfBounds,
  watch: Watch,
): Promise<TextDocument> {
  const { document, close } = await openPdf(bytes.buffer);
  try {
    const { numPages } = document;
    if (numPages > bounds.maxPages) {
      throw tooLarge(
        `The PDF says that it has ${numPages} pages; at most ${bounds.maxPages} are read. Split it.`,
      );
    }
    const pages = await readPages(document, { sink, bounds, watch });
    const bodySize = commonSize(pages.flat());
    const lines = withLigatures(withoutFurniture(pages, bodySize).flat());
    if (lines.length === 0) {
      throw new ReportError(
        'The PDF holds no text, only pictures of it. Upload the original file, or one with recognised text.',
      );
    }
    const bookmarks = await readBookmarks(document, watch);
    return {
      lines: withLevels(lines, bookmarks),
      bodySize,
      pages: numPages,
      properties: await propertiesOf(document),
    };
  } finally {
    // What is under way in the library may be what overran: nobody waits for it.
    void close();
  }
}

interface PageReading {
  readonly sink: PdfReading['sink'];
  readonly bounds: PdfBounds;
  readonly watch: Watch;
}

async function readPages(
  document: PDFDocumentProxy,
  { sink, bounds, watch }: PageReading,
): Promise<readonly (readonly PlacedLine[])[]> {
  const fonts = new FontBook();
  const pages: (readonly PlacedLine[])[] = [];
  let characters = 0;
  let unreadable = 0;
  for (let number = 1; number <= document.numPages; number++) {
    watch.check();
    const lines = await readPage(document, number, { fonts, sink, bounds, watch });
    if (lines === undefined) unreadable++;
    pages.push(lines ?? []);
    for (const { text } of lines ?? []) characters += text.length;
    if (characters > bounds.maxCharacters) {
      throw tooLarge(
        `The PDF holds more than ${bounds.maxCharacters / 1_000_000} million characters. Split it.`,
        `page ${number}`,
      );
    }
  }
  if (unreadable === document.numPages) {
    throw new ReportError('The PDF is damaged: none of its pages can be read. Print it to a new PDF file.');
  }
  return pages;
}

async function readPage(
  document: PDFDocumentProxy,
  number: number,
  { fonts, sink, bounds, watch }: PageReading & { readonly fonts: FontBook },
): Promise<readonly PlacedLine[] | undefined> {
  const where = `page ${number}`;
  try {
    const page = await document.getPage(number);
    const pieces = await readPieces(page, bounds, watch);
    await fonts.learn(page, pieces.pieces);
    page.cleanup();
    if (pieces.cut) {
      const message = `The page holds more than ${bounds.maxPieces} pieces of text; the rest of it was left out.`;
      sink.problem({ code: 'PAGE_CUT', message, where, dropsItem: false });
    }
    return linesOf(pieces, number, fonts);
  } catch (error) {
    if (error instanceof ReportError) throw error;
    const message = 'A page could not be read; findings on it are missing.';
    sink.problem({ code: 'PAGE_UNREADABLE', message, where, dropsItem: false });
    return undefined;
  }
}

/** Size of most of the text. */
function commonSize(lines: readonly PlacedLine[]): number {
  const counts = new Map<number, number>();
  for (const { size, text } of lines) counts.set(size, (counts.get(size) ?? 0) + text.length);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [10, 0])[0];
}

async function propertiesOf(document: PDFDocumentProxy): Promise<DocumentProperties> {
  const info: object = await document.getMetadata().then(
    (metadata) => metadata.info,
    () => ({}),
  );
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(info, name);
    const clean = typeof value === 'string' ? squeeze(cleanText(value)).slice(0, 300) : '';
    return clean === '' ? undefined : clean;
  };
  const [title, author, producer] = [text('Title'), text('Author'), text('Producer')];
  const createdAt = utcOfPdfDate(text('CreationDate') ?? '');
  return {
    ...(title === undefined ? {} : { title }),
    ...(author === undefined ? {} : { author }),
    ...(producer === undefined ? {} : { producer }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

/** "D:20231013154023+02'00'" (ISO 32000-1, 7.9.4); a date without a zone is nobody's moment and is left out. */
function utcOfPdfDate(text: string): string | undefined {
  const match = /^D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:Z|([+-]\d{2})'?(\d{2})?)/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, zoneHours, zoneMinutes = '00'] = match;
  const zone = zoneHours === undefined ? 'Z' : `${zoneHours}:${zoneMinutes}`;
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}
