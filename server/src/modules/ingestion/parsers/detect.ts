import {
  type Detection,
  type FileHead,
  type ParserManifest,
  ReportError,
  type ReportFormat,
} from './parser.ts';
import { readEncodingSign } from './readers/text/encoding.ts';
import type { ParserRegistry, RegisteredParser } from './registry.ts';

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
  const foreign = foreignOf(head);
  const found: RankedDetection[] = [];
  for (const { manifest } of parsers.values()) {
    if (foreign !== undefined && !readsForeign(manifest, foreign)) continue;
    const detection = manifest.detect(head);
    if (detection !== null) found.push({ ...detection, tool: manifest.id });
  }
  if (found.length === 0) throw new ReportError(foreign?.sentence ?? unknownFormat(head, parsers));
  return rank(found);
}

/**
 * Which parsers read this file as a table whose columns a saved mapping names, best first.
 * @throws ReportError in a sentence for the uploader, also when the named tool reads no such tables
 */
export function detectTable(
  head: FileHead,
  parsers: ParserRegistry,
  tool?: string,
): readonly RankedDetection[] {
  if (tool !== undefined) assertReadsTables(parsers, tool);
  if (head.sizeBytes === 0) throw new ReportError('The file is empty (0 bytes), so it holds no table.');
  const foreign = foreignOf(head);
  if (foreign !== undefined) throw new ReportError(foreign.sentence);
  const found: RankedDetection[] = [];
  for (const { manifest } of parsers.values()) {
    const detection = manifest.detectTable?.(head) ?? null;
    if (detection !== null && (tool ?? manifest.id) === manifest.id)
      found.push({ ...detection, tool: manifest.id });
  }
  if (found.length > 0) return rank(found);
  const readable = namesOf(parsers, (manifest) => manifest.detectTable !== undefined);
  throw new ReportError(
    `The file is no table to which a column mapping applies. These are read: ${readable}.`,
  );
}

/** @throws ReportError when the tool's own columns are known, so that a mapping has no say */
export function assertReadsTables(parsers: ParserRegistry, tool: string): void {
  const { manifest } = namedParser(parsers, tool);
  if (manifest.detectTable !== undefined) return;
  const readable = namesOf(parsers, (one) => one.detectTable !== undefined);
  throw new ReportError(
    `A column mapping applies to tables of any tool (${readable}), not to reports of ${manifest.name}.`,
  );
}

/** Best first. */
export function rank(found: readonly RankedDetection[]): readonly RankedDetection[] {
  return found.toSorted((a, b) => b.confidence - a.confidence || (a.tool < b.tool ? -1 : 1));
}

/**
 * The detection to act on.
 * @throws ReportError when nobody named the tool and the content leaves a doubt
 */
export function sureDetection(ranked: readonly RankedDetection[], tool: string | undefined): RankedDetection {
  const [best, second] = ranked;
  if (best === undefined) throw new ReportError('The format of this file is not known.');
  if (tool !== undefined || (best.confidence > sureConfidence && best.confidence !== second?.confidence)) {
    return best;
  }
  const names = second === undefined ? best.tool : `${best.tool} or ${second.tool}`;
  throw new ReportError(`The file looks like ${names}, but not surely. Name the tool and upload it again.`);
}

/** @throws ReportError that lists the tools there are */
export function namedParser(parsers: ParserRegistry, tool: string): RegisteredParser {
  const parser = parsers.get(tool);
  if (parser !== undefined) return parser;
  const known = namesOf(parsers, () => true);
  throw new ReportError(`No parser is called "${tool.slice(0, 60)}". Tools that can be named: ${known}.`);
}

function detectionOfNamedTool(head: FileHead, parsers: ParserRegistry, tool: string): RankedDetection {
  const { manifest } = namedParser(parsers, tool);
  const [format = 'JSON'] = manifest.formats;
  if (head.sizeBytes === 0) {
    if (manifest.emptyFile === 'CLEAN_SCAN') return { tool, confidence: 1, format };
    throw new ReportError(
      `The file is empty (0 bytes), and ${manifest.name} never writes an empty report. Export it again.`,
    );
  }
  const foreign = foreignOf(head);
  if (foreign !== undefined && !readsForeign(manifest, foreign)) throw new ReportError(foreign.sentence);
  const detection = manifest.detect(head);
  return detection === null ? { tool, confidence: 0.1, format } : { ...detection, tool };
}

/** A file in a format that no parser reads, or only those whose manifest names the format. */
interface Foreign {
  readonly sentence: string;
  readonly format?: ReportFormat;
}

function readsForeign({ formats }: ParserManifest, { format }: Foreign): boolean {
  return format !== undefined && formats.includes(format);
}

const signatures: readonly (Foreign & { readonly start: string })[] = [
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
    format: 'PDF',
  },
  { start: '\uFFFDPNG', sentence: 'The file is a picture, not a report of a scanner.' },
  { start: '\uFFFD\uFFFD\uFFFD', sentence: 'The file is binary, not a report in XML, JSON or CSV.' },
  {
    start: 'SQLite format 3',
    sentence: 'The file is a database (for example a Nessus .db). Export it as .nessus.',
  },
];

const tarSignatureAt = 257;

function foreignOf(head: FileHead): Foreign | undefined {
  const { text } = head;
  const signed = signatures.find(({ start }) => text.startsWith(start));
  if (signed !== undefined) return signed;
  if (text.startsWith('ustar', tarSignatureAt)) {
    return { sentence: 'The file is a tar archive. Unpack it and upload the report inside.' };
  }
  if (text.includes('\u0000')) {
    return {
      sentence:
        'The file is binary, not a report in XML, JSON or CSV. Export the report from the scanner again.',
    };
  }
  if (/^\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)[\s>]/is.test(text)) {
    return {
      sentence:
        'The file is a web page (HTML). Export the report as XML, JSON or CSV; an HTML report cannot be read reliably.',
      format: 'HTML',
    };
  }
  if (text.trim() === '' && head.complete) return { sentence: 'The file holds nothing but white space.' };
  return undefined;
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
