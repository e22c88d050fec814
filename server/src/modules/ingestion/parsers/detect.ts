import { type Detection, type FileHead, type ParserManifest, ReportError } from './parser.ts';
import { readEncodingSign } from './readers/text/encoding.ts';
import type { ParserRegistry } from './registry.ts';

/** Bytes of a file that detection looks at; read that many (or the whole file) and pass them to `fileHead`. */
export const headByteLength = 64 * 1024;

/** Above this a detection may be acted on without asking; at or below it the person who uploads should confirm. */
export const sureConfidence = 0.5;

export interface RankedDetection extends Detection {
  /** Id of the parser. */
  readonly tool: string;
}

/** The head of a file from its first bytes: decoded by its mark, cut at a whole character, without the mark. */
export function fileHead(bytes: Uint8Array, sizeBytes: number): FileHead {
  const head = bytes.subarray(0, headByteLength);
  const complete = head.length >= sizeBytes;
  const { encoding, markLength } = readEncodingSign(head);
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const text = decoder.decode(head.subarray(markLength), { stream: !complete });
  return { text, complete, sizeBytes };
}

/**
 * Which parsers read this file, best first. With `tool` named, that parser alone is asked, and it is taken at its word
 * (confidence 1 for a zero-byte file that the tool writes for a clean scan, 0.1 when its own detection does not agree:
 * the parser then says what is wrong with the file).
 * @throws ReportError in a sentence for the uploader: unknown tool, empty file, archive, PDF, page, image or unknown format.
 */
export function detectReport(
  head: FileHead,
  parsers: ParserRegistry,
  tool?: string,
): readonly RankedDetection[] {
  if (tool !== undefined) return [detectionOfNamedTool(head, parsers, tool)];
  if (head.sizeBytes === 0) {
    const tools = namesOf(parsers, (manifest) => manifest.emptyFile === 'CLEAN_SCAN');
    const hint =
      tools === '' ? '' : ` If it is a scan without results, name the tool (${tools}) and upload it again.`;
    throw new ReportError(`The file is empty (0 bytes).${hint}`);
  }
  refuseForeign(head);
  const found: RankedDetection[] = [];
  for (const { manifest } of parsers.values()) {
    const detection = manifest.detect(head);
    if (detection !== null) found.push({ ...detection, tool: manifest.id });
  }
  if (found.length === 0) throw new ReportError(unknownFormat(head, parsers));
  return found.sort((a, b) => b.confidence - a.confidence || (a.tool < b.tool ? -1 : 1));
}

function detectionOfNamedTool(head: FileHead, parsers: ParserRegistry, tool: string): RankedDetection {
  const manifest = parsers.get(tool)?.manifest;
  if (manifest === undefined) {
    const known = namesOf(parsers, () => true);
    throw new ReportError(`No parser is called "${tool.slice(0, 60)}". Tools that can be named: ${known}.`);
  }
  const [format = 'JSON'] = manifest.formats;
  if (head.sizeBytes === 0) {
    if (manifest.emptyFile === 'CLEAN_SCAN') return { tool, confidence: 1, format };
    throw new ReportError(
      `The file is empty (0 bytes), and ${manifest.name} never writes an empty report. Export it again.`,
    );
  }
  refuseForeign(head);
  const detection = manifest.detect(head);
  return detection === null ? { tool, confidence: 0.1, format } : { ...detection, tool };
}

const signatures: readonly { readonly start: string; readonly sentence: string }[] = [
  {
    start: 'PK\u0003\u0004',
    sentence: 'The file is a ZIP archive (or an office document). Unpack it and upload the report inside.',
  },
  { start: 'PK\u0005\u0006', sentence: 'The file is an empty ZIP archive. Upload the report itself.' },
  {
    start: '\u001f\uFFFD',
    sentence: 'The file is compressed with gzip. Unpack it and upload the report inside.',
  },
  {
    start: '7z\uFFFD\uFFFD',
    sentence: 'The file is a 7-Zip archive. Unpack it and upload the report inside.',
  },
  { start: 'BZh', sentence: 'The file is compressed with bzip2. Unpack it and upload the report inside.' },
  {
    start: '\uFFFD7zXZ',
    sentence: 'The file is compressed with xz. Unpack it and upload the report inside.',
  },
  {
    start: '%PDF-',
    sentence: 'The file is a PDF. Export the report as XML, JSON or CSV from the scanner and upload that.',
  },
  { start: '\uFFFDPNG', sentence: 'The file is a picture, not a report of a scanner.' },
  { start: '\uFFFD\uFFFD\uFFFD', sentence: 'The file is binary, not a report in XML, JSON or CSV.' },
  {
    start: 'SQLite format 3',
    sentence: 'The file is a database (for example a Nessus .db). Export it as .nessus.',
  },
];

function refuseForeign(head: FileHead): void {
  const { text } = head;
  for (const { start, sentence } of signatures) if (text.startsWith(start)) throw new ReportError(sentence);
  if (text.includes('\u0000')) {
    throw new ReportError(
      'The file is binary, not a report in XML, JSON or CSV. Export the report from the scanner again.',
    );
  }
  if (/^\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)[\s>]/is.test(text)) {
    throw new ReportError(
      'The file is a web page (HTML). Export the report as XML, JSON or CSV; an HTML report cannot be read reliably.',
    );
  }
  if (text.trim() === '' && head.complete) throw new ReportError('The file holds nothing but white space.');
}

function unknownFormat(head: FileHead, parsers: ParserRegistry): string {
  const known = namesOf(parsers, () => true);
  const root = /^\s*(?:<\?xml[^>]{0,200}\?>)?(?:\s|<!--.{0,2000}?-->)*<([\w:.-]{1,60})/s.exec(head.text)?.[1];
  const looks = root !== undefined ? ` (XML starting with <${root}>)` : '';
  return `The format of this file is not known${looks}. Readable are: ${known}. If it is one of them, name the tool.`;
}

function namesOf(parsers: ParserRegistry, wanted: (manifest: ParserManifest) => boolean): string {
  const manifests = [...parsers.values()].map(({ manifest }) => manifest);
  return manifests
    .filter(wanted)
    .map(({ id }) => id)
    .join(', ');
}
