import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { detectBytes, readReport } from './reading.ts';
import type { RecordingSink } from './recording-sink.ts';
import type { ParserRegistry } from './registry.ts';

/** Real reports of others, with the counts and values that their sources assert. Not part of this repository. */
export const corpus = new URL('../../../../../../shared/corpus/', import.meta.url);

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Sample = Readonly<Record<string, Json>>;

/** A file of the corpus, as its INDEX.json describes it. */
export interface CorpusEntry {
  readonly file: string;
  readonly kind: string;
  readonly tool: string;
  readonly format: string;
  readonly expected: {
    readonly findings?: number;
    readonly samples?: readonly Sample[];
    readonly error?: { readonly message_contains: readonly string[] };
    /** Counts taken from the file itself, independent of any reader. */
    readonly raw: Readonly<Record<string, Json>>;
  };
}

/**
 * What a parser's folder says of the corpus: `parsers/<tool>/corpus.ts`, default export, for tests alone. Needed only where the
 * corpus calls the tool by another name or counts its items in a way of its own.
 */
export interface CorpusClaim {
  /** Whether this parser is the one that must read the file, by tool, syntax and raw counts; never by the file's name. */
  readonly claims: (entry: CorpusEntry) => boolean;
  /** What the file holds by the counts in `raw`; `findings` and `dropped` only where not each item becomes a finding. */
  readonly counts: (entry: CorpusEntry) => CorpusCounts;
  /**
   * Names of sample values on which we differ on purpose, each with the reason; a test prints them.
   * The name may stand for all samples of a file ("cwe") or one ("3.cwe", by its place in `samples`).
   */
  readonly differs?: Readonly<Record<string, string>>;
}

export interface CorpusCounts {
  readonly items: number;
  /** Default: `items`. */
  readonly findings?: number;
  /** Default: 0. */
  readonly dropped?: number;
}

function isEntries(value: unknown): value is readonly CorpusEntry[] {
  return Array.isArray(value);
}

/** Reports and inventories of the corpus; empty where the corpus is not beside the repository. */
export async function loadCorpus(): Promise<readonly CorpusEntry[]> {
  if (!existsSync(new URL('INDEX.json', corpus))) return [];
  const value: unknown = JSON.parse(await readFile(new URL('INDEX.json', corpus), 'utf8'));
  return isEntries(value) ? value.filter(({ kind }) => kind === 'scanner' || kind === 'sbom') : [];
}

export const bytesOf = (file: string) => readFile(new URL(file, corpus));

/** The claims of all parsers by parser id: the folder's own, or tool and syntax by the manifest. */
export async function loadClaims(parsers: ParserRegistry): Promise<ReadonlyMap<string, CorpusClaim>> {
  const claims = new Map<string, CorpusClaim>();
  for (const { manifest } of parsers.values()) {
    const own = new URL(`./${manifest.id}/corpus.ts`, import.meta.url);
    if (existsSync(own)) {
      const module: { default: CorpusClaim } = await import(own.href);
      claims.set(manifest.id, module.default);
      continue;
    }
    claims.set(manifest.id, {
      claims: ({ tool, format }) => {
        const syntax = format === 'sarif' ? 'JSON' : format.toUpperCase();
        const named = manifest.id === tool || manifest.id === `${tool}-${syntax.toLowerCase()}`;
        return named && manifest.formats.some((known) => known === syntax);
      },
      counts: (entry) => ({ items: plainCount(entry) }),
    });
  }
  return claims;
}

/** Items before any merging, from the plain counts that most formats have. */
function plainCount({ expected: { raw, findings = 0 } }: CorpusEntry): number {
  const { trivy_entries } = raw;
  if (typeof trivy_entries === 'object' && trivy_entries !== null) {
    return Object.values(trivy_entries).reduce<number>((sum, count) => sum + Number(count), 0);
  }
  const names = ['report_items', 'alert_items', 'results', 'data_rows', 'count_findings', 'length'];
  const plain = names.map((name) => raw[name]).find((count) => count !== undefined);
  return typeof plain === 'number' ? plain : findings;
}

/**
 * Reads a file as an upload would: with the parser that detection ranks first. A zero-byte file says nothing, so there the
 * tool is named.
 */
export async function readEntry(
  entry: CorpusEntry,
  { parsers, claimedBy }: { parsers: ParserRegistry; claimedBy: string },
): Promise<{ readonly tool: string; readonly sink: RecordingSink }> {
  const bytes = await bytesOf(entry.file);
  const named = bytes.length === 0 ? claimedBy : undefined;
  const tool = (await detectBytes(bytes, parsers, named))[0]?.tool ?? '';
  const parser = parsers.get(tool);
  if (parser === undefined) throw new Error(`${entry.file} is not recognised`);
  return { tool, sink: await readReport(parser, bytes) };
}
