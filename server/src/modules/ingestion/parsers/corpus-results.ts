import { type CorpusEntry, loadClaims, loadCorpus, readEntry } from './corpus.ts';
import type { CorpusResult, CorpusResults } from './formats-page.ts';
import { ReportError } from './parser.ts';
import { loadParsers } from './registry.ts';

/**
 * Reads the corpus and says what came out, by parser: the figures of docs/formats.md. Undefined where the corpus is not beside the
 * repository. Written with `node server/src/modules/ingestion/parsers/corpus-results.ts > docs/formats-corpus.json`.
 */
export async function corpusResults(): Promise<CorpusResults | undefined> {
  const entries = await loadCorpus();
  if (entries.length === 0) return undefined;
  const parsers = await loadParsers();
  const results: Record<string, CorpusResult> = {};
  for (const [id, claim] of await loadClaims(parsers)) {
    const own = entries.filter((entry) => claim.claims(entry));
    if (own.length === 0) continue;
    const counts = await Promise.all(own.map((entry) => countOf(entry, { parsers, claimedBy: id })));
    results[id] = {
      files: own.length,
      items: counts.reduce((sum, { items }) => sum + items, 0),
      findings: counts.reduce((sum, { findings }) => sum + findings, 0),
      differs: claim.differs ?? {},
    };
  }
  return results;
}

/** A file that must be refused counts with nothing in it. */
async function countOf(
  entry: CorpusEntry,
  options: Parameters<typeof readEntry>[1],
): Promise<{ items: number; findings: number }> {
  try {
    const { sink } = await readEntry(entry, options);
    return { items: sink.sourceCount, findings: sink.findings.length };
  } catch (error) {
    if (error instanceof ReportError && entry.expected.error !== undefined) return { items: 0, findings: 0 };
    throw error;
  }
}

if (import.meta.main) process.stdout.write(`${JSON.stringify((await corpusResults()) ?? {}, null, 2)}\n`);
