import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { ParseArchive } from './archive.ts';
import { archiveFormats, type Parse, type ParserManifest, ReportError } from './parser.ts';

export interface RegisteredParser {
  readonly manifest: ParserManifest;
  /** Of a parser that reads archives alone: a refusal that says so. */
  readonly parse: Parse;
  readonly parseArchive?: ParseArchive;
}

/** Parsers by `manifest.id`, in the order of their ids. */
export type ParserRegistry = ReadonlyMap<string, RegisteredParser>;

/** Folders beside the parsers that hold what parsers share. Every other folder is a parser. */
const sharedFolders: ReadonlySet<string> = new Set(['readers', 'mapping']);

/**
 * Finds every parser from the folder names. Call once at start. Manifests are read now, the code of a parser when it first reads:
 * the server itself only detects, and the parsing child reads with one.
 * @throws Error naming the folder and what it lacks: a half-written parser must stop the start, not lose reports.
 */
export async function loadParsers(folder: URL = new URL('./', import.meta.url)): Promise<ParserRegistry> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && !sharedFolders.has(entry.name))
    .map((entry) => entry.name)
    .sort();
  const parsers = await Promise.all(names.map((name) => loadParser(folder, name)));
  return new Map(parsers.map((parser) => [parser.manifest.id, parser]));
}

async function loadParser(folder: URL, name: string): Promise<RegisteredParser> {
  const manifest = await defaultExport(folder, `${name}/manifest.ts`);
  const fault = manifestFault(manifest, name);
  if (fault !== undefined || !isManifest(manifest)) throw new Error(`parsers/${name}/manifest.ts: ${fault}`);
  const parseArchive = parseArchiveWhenAsked(folder, manifest);
  const archivesOnly = manifest.formats.every((format) => archiveFormats.has(format));
  if (parseArchive !== undefined && archivesOnly) {
    return { manifest, parse: refusesPlain(manifest), parseArchive };
  }
  if (!existsSync(new URL(`${name}/parse.ts`, folder)))
    throw new Error(`parsers/${name}/parse.ts is missing.`);
  const parse = parseWhenAsked(folder, name);
  return parseArchive === undefined ? { manifest, parse } : { manifest, parse, parseArchive };
}

function parseWhenAsked(folder: URL, name: string): Parse {
  let loading: Promise<Parse> | undefined;
  return async (source, sink, limits, options) => {
    loading ??= loadParse(folder, name);
    const parse = await loading;
    return parse(source, sink, limits, options);
  };
}

async function loadParse(folder: URL, name: string): Promise<Parse> {
  const parse = await defaultExport(folder, `${name}/parse.ts`);
  if (!isParse(parse)) throw new Error(`parsers/${name}/parse.ts must export a Parse function by default.`);
  return parse;
}

/** The file `parse-archive.ts` and `detectArchive` in the manifest come together or not at all. */
function parseArchiveWhenAsked(folder: URL, { id, detectArchive }: ParserManifest): ParseArchive | undefined {
  const exists = existsSync(new URL(`${id}/parse-archive.ts`, folder));
  if (exists !== (detectArchive !== undefined)) {
    throw new Error(`parsers/${id}: parse-archive.ts and detectArchive in the manifest belong together.`);
  }
  if (!exists) return undefined;
  let loading: Promise<ParseArchive> | undefined;
  return async (archive, sink, limits, options) => {
    loading ??= loadParseArchive(folder, id);
    const parse = await loading;
    return parse(archive, sink, limits, options);
  };
}

async function loadParseArchive(folder: URL, name: string): Promise<ParseArchive> {
  const parse = await defaultExport(folder, `${name}/parse-archive.ts`);
  if (isParseArchive(parse)) return parse;
  throw new Error(`parsers/${name}/parse-archive.ts must export a ParseArchive function by default.`);
}

function refusesPlain({ name, formats }: ParserManifest): Parse {
  return async () => {
    throw new ReportError(`${name} reports are ${formats.join(' or ')} files, and this file is none.`);
  };
}

async function defaultExport(folder: URL, path: string): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(new URL(path, folder).href);
    return module.default;
  } catch (cause) {
    throw new Error(
      `parsers/${path} cannot be loaded. Every folder beside readers/ and mapping/ is a parser.`,
      { cause },
    );
  }
}

function isParse(value: unknown): value is Parse {
  return typeof value === 'function';
}

function isParseArchive(value: unknown): value is ParseArchive {
  return typeof value === 'function';
}

function isManifest(value: unknown): value is ParserManifest {
  return manifestFault(value) === undefined;
}

/** What a manifest lacks, in a sentence; undefined when it satisfies the interface. */
export function manifestFault(value: unknown, folderName?: string): string | undefined {
  if (!isRecord(value)) return 'must export a ParserManifest by default.';
  const { id, name, version, formats, identity, absence, detect, detectArchive, detectTable, emptyFile } =
    value;
  if (typeof id !== 'string' || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id))
    return 'id must be lower-case with hyphens.';
  if (folderName !== undefined && id !== folderName)
    return `id is "${id}", but the folder is "${folderName}".`;
  if (typeof name !== 'string' || name === '') return 'name is missing.';
  if (!isCount(version)) return 'version must be a whole number from 1.';
  if (!Array.isArray(formats) || formats.length === 0) return 'formats must name at least one format.';
  if (!isRecord(identity) || !isCount(identity.version))
    return 'identity.version must be a whole number from 1.';
  if (!Array.isArray(identity.fields) || identity.fields.length === 0)
    return 'identity.fields must not be empty.';
  if (absence !== 'PROVES_FIXED_WHEN_COVERED' && absence !== 'PROVES_NOTHING')
    return 'absence is not a known word.';
  if (typeof detect !== 'function') return 'detect must be a function.';
  if (detectArchive !== undefined && typeof detectArchive !== 'function')
    return 'detectArchive must be a function.';
  if (detectTable !== undefined && typeof detectTable !== 'function')
    return 'detectTable must be a function.';
  if (value.confirm !== undefined && value.confirm !== 'ALWAYS') return 'confirm is not a known word.';
  if (value.maxSeconds !== undefined && !isCount(value.maxSeconds))
    return 'maxSeconds must be a whole number from 1.';
  if (emptyFile !== undefined && emptyFile !== 'CLEAN_SCAN') return 'emptyFile is not a known word.';
  return undefined;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
