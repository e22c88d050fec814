import type { Archive } from '../../archive.ts';
import { type ParseLimits, type ParseSink, ReportError } from '../../parser.ts';
import { cleanText, squeeze } from '../document/clean.ts';
import type { DocumentProperties, TextDocument, TextLine } from '../document/model.ts';
import { readXml, type XmlEvents } from '../xml/reader.ts';
import { BodyReader } from './body.ts';
import { LineCollector } from './lines.ts';
import { Numbering } from './numbering.ts';
import { StyleSheet } from './styles.ts';

export interface DocxReading {
  readonly archive: Archive;
  readonly sink: Pick<ParseSink, 'problem'>;
  readonly limits: ParseLimits;
}

/** Where WordprocessingML keeps its parts (ECMA-376 part 1, 11.3). */
const parts = {
  document: 'word/document.xml',
  styles: 'word/styles.xml',
  numbering: 'word/numbering.xml',
  properties: 'docProps/core.xml',
} as const;

/**
 * Reads the text of a Word document with its headings, tables and list numbers. Headers, footers, comments, deleted text and
 * the list of contents are left out; pictures, macros and embedded files are never opened.
 * @throws ReportError when the archive holds no such document, when its XML is damaged, or when it holds no text
 */
export async function readDocx(reading: DocxReading): Promise<TextDocument> {
  const { archive } = reading;
  const has = (name: string): boolean => archive.entries.some((entry) => entry.name === name);
  if (!has(parts.document)) {
    throw new ReportError(`The file is no Word document: it holds no ${parts.document}.`);
  }
  const styles = new StyleSheet();
  const numbering = new Numbering();
  if (has(parts.styles)) await readPart(reading, parts.styles, styles, 'styles');
  if (has(parts.numbering)) await readPart(reading, parts.numbering, numbering, 'numbering');
  const lines = new LineCollector();
  const body = new BodyReader({ sink: lines, styles, numbering });
  await readPart(reading, parts.document, body, 'document');
  if (lines.lines.length === 0) throw new ReportError('The Word document holds no text.');
  const properties = has(parts.properties) ? await readProperties(reading) : {};
  return {
    lines: body.hasPages ? lines.lines.map(withPage) : lines.lines.map((line) => ({ ...line, page: 0 })),
    bodySize: commonSize(lines.lines, styles.bodySize),
    pages: body.hasPages ? body.page : 0,
    properties,
  };
}

function withPage(line: TextLine): TextLine {
  return { ...line, where: `page ${line.page}` };
}

function readPart(reading: DocxReading, name: string, events: XmlEvents, root: string): Promise<void> {
  const { archive, sink, limits } = reading;
  return readXml(
    { source: archive.read(name), sink, limits, roots: [root], formatName: `${name} of a Word document` },
    () => events,
  );
}

/** Size of most of the text; the one of the style sheet where no text says another. */
function commonSize(lines: readonly TextLine[], fallback: number): number {
  const counts = new Map<number, number>();
  for (const { size, text } of lines) counts.set(size, (counts.get(size) ?? 0) + text.length);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [fallback, 0])[0];
}

async function readProperties(reading: DocxReading): Promise<DocumentProperties> {
  const found = new Map<string, string>();
  const events: XmlEvents = {
    open: () => undefined,
    close: (name, text) => void found.set(name, squeeze(cleanText(text)).slice(0, 300)),
  };
  await readPart(reading, parts.properties, events, 'coreProperties');
  const [title, author] = [found.get('title'), found.get('creator')];
  const created = new Date(found.get('modified') ?? found.get('created') ?? '');
  return {
    ...(title ? { title } : {}),
    ...(author ? { author } : {}),
    ...(Number.isNaN(created.getTime()) ? {} : { createdAt: created.toISOString() }),
  };
}
