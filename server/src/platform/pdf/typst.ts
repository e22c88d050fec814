import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { interFiles, printable } from './font.ts';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** One document to set. Paths are plain names such as `page.typ`; nothing outside this value can be read by it. */
export interface TypstDocument {
  /** Typst sources; `main.typ` is set. They hold layout only: text comes from `data`, which is never evaluated. */
  readonly sources: Readonly<Record<string, string>>;
  /** Each entry becomes a JSON file of that name. Strings pass through {@link printable}. */
  readonly data: Readonly<Record<string, JsonValue>>;
  /** SVG drawings of our own as text (passed through {@link printable}). */
  readonly drawings?: Readonly<Record<string, string>>;
  /** Pictures as given, for example a logo. */
  readonly pictures?: Readonly<Record<string, Uint8Array>>;
}

/** The document cannot be set; `internal` says where, for the log only. */
export class TypstError extends Error {
  override readonly name = 'TypstError';
  readonly internal: string;

  constructor(internal: string) {
    super('The document could not be set.');
    this.internal = internal;
  }
}

/** Does not exist, so that a document can read nothing but what it was given. */
const root = '/crp-document';

/** Age, in documents, after which a cached layout piece is dropped; bounds memory of a process that sets many. */
const cacheAge = 3;

let compiler: NodeCompiler | undefined;

/**
 * Sets a document as PDF/UA-1 (ISO 14289-1: tagged, title, language, fonts embedded). Needs `#set document(title:, date:)`
 * and `#set text(lang:)` in the sources; the date is the only time that enters the file, so equal input gives equal bytes.
 * Synchronous: 0.1 to 0.5 s of processor time for a pack of ten pages, so it belongs in a job, not in a request.
 * @throws TypstError when a source has an error, a picture cannot be read, or the result would break PDF/UA.
 */
export function typesetPdf(document: TypstDocument): Buffer {
  const warm = warmCompiler();
  try {
    mapFiles(warm, document);
    return compileToPdf(warm);
  } finally {
    // The next document may be another tenant's.
    warm.resetShadow();
    warm.evictCache(cacheAge);
  }
}

function warmCompiler(): NodeCompiler {
  compiler ??= NodeCompiler.create({ workspace: root, fontArgs: [{ fontBlobs: [...interFiles] }] });
  return compiler;
}

function mapFiles(warm: NodeCompiler, document: TypstDocument): void {
  const put = (name: string, bytes: Buffer) => warm.mapShadow(`${root}/${name}`, bytes);
  for (const [name, source] of Object.entries(document.sources)) put(name, Buffer.from(source));
  for (const [name, value] of Object.entries(document.data))
    put(name, Buffer.from(JSON.stringify(drawable(value))));
  for (const [name, svg] of Object.entries(document.drawings ?? {})) put(name, Buffer.from(printable(svg)));
  for (const [name, bytes] of Object.entries(document.pictures ?? {})) put(name, Buffer.from(bytes));
}

function compileToPdf(warm: NodeCompiler): Buffer {
  const compiled = warm.compile({ mainFilePath: `${root}/main.typ` });
  if (compiled.hasError() || !compiled.result) {
    const error = compiled.takeDiagnostics();
    throw new TypstError(error ? JSON.stringify(warm.fetchDiagnostics(error)).slice(0, 4_000) : 'no result');
  }
  try {
    return warm.pdf(compiled.result, { pdfStandard: 'ua-1' });
  } catch (error) {
    throw new TypstError(error instanceof Error ? error.message.slice(0, 4_000) : String(error));
  }
}

function drawable(value: JsonValue): JsonValue {
  if (typeof value === 'string') return printable(value);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(drawable);
  const result: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(value)) if (member !== undefined) result[key] = drawable(member);
  return result;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
