import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  type CorpusClaim,
  type CorpusEntry,
  corpus,
  type Json,
  loadClaims,
  loadCorpus,
  readEntry,
  type Sample,
} from './corpus.ts';
import { corpusResults } from './corpus-results.ts';
import { detectReport, fileHead, type RankedDetection, sureConfidence } from './detect.ts';
import { type FindingLocation, type IdentityField, type RawFinding, ReportError } from './parser.ts';
import { detectBytes, readBytes } from './reading.ts';
import type { RecordingSink } from './recording-sink.ts';
import { loadParsers } from './registry.ts';

const parsers = await loadParsers();
const claims = await loadClaims(parsers);
const index = await loadCorpus();

interface Claimed {
  readonly file: string;
  readonly entry: CorpusEntry;
  /** Ids of the parsers that say the file is theirs: one, or the claims are wrong. */
  readonly by: readonly string[];
}

const all: readonly Claimed[] = index.map((entry) => ({
  file: entry.file,
  entry,
  by: [...claims].filter(([, claim]) => claim.claims(entry)).map(([id]) => id),
}));
const ours = all.filter(({ by }) => by.length > 0);
const others = all.filter(({ by }) => by.length === 0).map(({ entry }) => entry);

/** Each file is read once; the tests below look at the outcome from many sides. */
const readings = new Map<string, ReturnType<typeof readEntry>>();
function reading({ file, entry, by }: Claimed): ReturnType<typeof readEntry> {
  const known = readings.get(file) ?? readEntry(entry, { parsers, claimedBy: by[0] ?? '' });
  readings.set(file, known);
  return known;
}

function countBy(findings: readonly RawFinding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { sourceSeverity } of findings) counts[sourceSeverity] = (counts[sourceSeverity] ?? 0) + 1;
  return counts;
}

test('the corpus is there, or its absence is said', () => {
  console.info(
    `corpus: ${ours.length} files read, ${others.length} of other tools or syntaxes checked for detection only`,
  );
  if (index.length === 0) console.info('corpus: skipped, the folder is not beside the repository');
  expect(ours.length === 0).toBe(index.length === 0);
});

test.runIf(index.length > 0)('docs/formats-corpus.json says what came out', async () => {
  const committed: unknown = JSON.parse(
    await readFile(new URL('../../../../../docs/formats-corpus.json', import.meta.url), 'utf8'),
  );
  const hint =
    'run: node server/src/modules/ingestion/parsers/corpus-results.ts > docs/formats-corpus.json && npm run gen';
  expect(committed, hint).toEqual(await corpusResults());
});

test('no two parsers claim one file', () => {
  expect(all.filter(({ by }) => by.length > 1).map(({ file, by }) => `${file}: ${by.join(', ')}`)).toEqual(
    [],
  );
});

describe.each(ours.filter(({ entry }) => entry.expected.error === undefined))('$file', (claimed) => {
  const { entry, by } = claimed;
  const { raw, samples = [] } = entry.expected;
  const claim = claims.get(by[0] ?? '');
  const { items, findings = items, dropped = 0 } = claim?.counts(entry) ?? { items: -1 };

  test('is recognised by its content', async () => {
    expect((await reading(claimed)).tool).toBe(by[0]);
  });

  test('gives every item of the file, none lost and none invented', async () => {
    const { sink } = await reading(claimed);
    expect(sink.sourceCount).toBe(items);
    expect(sink.findings).toHaveLength(findings);
    expect(sink.droppedCount).toBe(dropped);
  });

  test('agrees with the counts taken from the file itself', async () => {
    const { sink } = await reading(claimed);
    const { sites, instances, suppressed, severity_attr, riskcode, distinct_cve_ids } = raw;
    // A port scan or a joint report may name hosts that are down; where it does the parser's own test says so.
    if (raw.hosts !== undefined) expect(sink.coverage).toHaveLength(Number(raw.hosts));
    if (sites !== undefined) expect(sink.coverage).toHaveLength(Number(sites));
    if (severity_attr !== undefined) expect(countBy(sink.findings)).toEqual(severity_attr);
    if (riskcode !== undefined) expect(countBy(sink.findings)).toEqual(riskcode);
    const places = sink.findings.reduce((sum, { locations }) => sum + locations.length, 0);
    if (instances !== undefined) expect(places).toBe(instances);
    const hidden = sink.findings.filter(({ sourceStatus }) => sourceStatus === 'SUPPRESSED');
    if (suppressed !== undefined) expect(hidden).toHaveLength(Number(suppressed));
    // Counted over the whole text, links included, so ours can be fewer but never more.
    const cves = new Set(sink.findings.flatMap((finding) => finding.cves));
    if (distinct_cve_ids !== undefined) expect(cves.size).toBeLessThanOrEqual(Number(distinct_cve_ids));
  });

  test.each(samples.map((sample, at) => [JSON.stringify(sample), sample, at] as const))(
    'agrees with %s',
    async (_text, sample, at) => {
      const { sink } = await reading(claimed);
      const asserted = withoutPurposefulDifferences(sample, at, claim?.differs ?? {});
      const aligned = items === findings && items === entry.expected.findings;
      const place = Number(sample.index ?? 0);
      const candidates = aligned ? sink.findings.slice(place).slice(0, 1) : sink.findings;
      const mismatches = candidates.map((finding) => mismatchesOf(finding, asserted, sink, aligned));
      expect(mismatches.toSorted((a, b) => a.length - b.length)[0]).toEqual([]);
    },
  );
});

function withoutPurposefulDifferences(
  sample: Sample,
  at: number,
  differs: CorpusClaim['differs'] & {},
): Sample {
  const kept = Object.entries(sample).filter(([name]) => {
    const reason = differs[`${at}.${name}`] ?? differs[name];
    if (reason !== undefined) console.info(`corpus: we differ in ${name}: ${reason}`);
    return reason === undefined;
  });
  return Object.fromEntries(kept);
}

/** Asserted values that a finding does not have. Words of titles and values that say "absent" are left out. */
function mismatchesOf(finding: RawFinding, sample: Sample, sink: RecordingSink, aligned: boolean): string[] {
  return Object.entries(sample)
    .filter(([name, value]) => !agrees(name, value, { finding, sink, aligned }))
    .map(([name]) => name);
}

interface Compared {
  readonly finding: RawFinding;
  readonly sink: RecordingSink;
  readonly aligned: boolean;
}

function agrees(name: string, value: Json, { finding, sink, aligned }: Compared): boolean {
  if (value === null || value === 0) return true;
  const place = /^location\[(\d+)\]\.(\w+)$/.exec(name);
  if (place !== null) {
    // Where the source merges findings its later locations are other findings of ours.
    const all = aligned ? [finding] : sink.findings;
    return all.some((each) => hasPlace(each, aligned ? Number(place[1]) : 0, place[2] ?? '', value));
  }
  const ids: Json[] = [...finding.cves, ...finding.advisories, finding.ruleId];
  switch (name) {
    case 'severity':
      return finding.severity === String(value).toUpperCase();
    case 'cwe':
      return finding.cwes.includes(Number(value));
    case 'vuln_id_from_tool':
      return finding.ruleId === value;
    case 'unique_id_from_tool':
      return finding.toolUniqueId === value;
    case 'vulnerability_ids':
      return Array.isArray(value) && value.every((id) => ids.includes(id));
    case 'vulnerability_ids[0]':
      return ids.includes(value);
    case 'component_name':
      return finding.component?.name === value;
    case 'component_version':
      return finding.component?.version === value;
    case 'cvssv3':
      return finding.cvss.some(({ vector }) => vector === value);
    case 'file_path':
      return [finding.locations[0]?.path, finding.sourceData.Target].includes(String(value));
    case 'line':
      return finding.locations[0]?.line === value;
    case 'locations_count':
      // Endpoints alone or with the file beside them.
      return (
        !aligned ||
        [finding.locations.length, finding.locations.filter(({ url }) => url).length].includes(Number(value))
      );
    case 'is_mitigated':
      return (finding.sourceStatus === 'FIXED') === value;
    case 'date':
      return isDay(String(value), finding.seenAt ?? sink.meta.finishedAt ?? '');
    default:
      return true;
  }
}

function isDay(asserted: string, time: string): boolean {
  const [year, month, day] = asserted.match(/\d+/g) ?? [];
  return time.startsWith(`${year}-${month}-${day}`);
}

function hasPlace(finding: RawFinding, at: number, part: string, value: Json): boolean {
  const location: FindingLocation | undefined = finding.locations[at];
  const url = location?.url === undefined ? null : URL.parse(location.url);
  const scheme = url?.protocol === 'https:' ? 443 : url?.protocol === 'http:' ? 80 : undefined;
  switch (part) {
    case 'host':
      return [url?.hostname, finding.target.hostname, finding.target.ip].includes(String(value));
    case 'port':
      return (url?.port ? Number(url.port) : (scheme ?? finding.service?.port)) === value;
    case 'path':
      return (location?.path?.replace(/^\//, '') ?? '') === (value === false ? '' : value);
    default:
      return true;
  }
}

describe.each(ours.filter(({ entry }) => entry.expected.error !== undefined))('$file', (claimed) => {
  const { entry } = claimed;
  test('is refused as a whole with a sentence that names the fields', async () => {
    const error: unknown = await reading(claimed).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ReportError);
    const sentence = entry.expected.error?.message_contains.join(' ') ?? '';
    const names = [...sentence.matchAll(/'([^']+)'/g)].map(([, name]) => name ?? '');
    expect(names).not.toEqual([]);
    for (const name of names) expect(String(error)).toContain(name);
  });
});

test.runIf(others.length > 0)(
  'files of other tools are never taken for one of ours with confidence',
  async () => {
    const mistaken: string[] = [];
    for (const entry of others) {
      for (const { tool, confidence } of await detectionsOf(entry)) {
        if (confidence > sureConfidence) mistaken.push(`${entry.file}: ${tool} ${confidence}`);
      }
    }
    expect(mistaken).toEqual([]);
  },
);

async function detectionsOf(entry: CorpusEntry): Promise<readonly RankedDetection[]> {
  const bytes = await bytesOf(entry.file);
  try {
    return await detectBytes(bytes, parsers);
  } catch (error) {
    if (error instanceof ReportError) return [];
    throw error;
  }
}

/** Sequences of imports. Identity is what the manifest says; severity is never part of it. */
interface Step {
  readonly import?: string;
  readonly reimport?: string;
  readonly created?: number;
  readonly closed?: number;
  readonly reactivated?: number;
  readonly untouched?: number;
  readonly close_missing?: boolean;
}
interface Scenario {
  readonly id: string;
  readonly steps: readonly Step[];
  readonly total_findings: number;
}

function isScenarios(value: unknown): value is { scenarios: readonly Scenario[] } {
  return typeof value === 'object' && value !== null && 'scenarios' in value;
}

async function loadScenarios(): Promise<readonly Scenario[]> {
  if (!existsSync(new URL('lifecycle/scenarios.json', corpus))) return [];
  const value: unknown = JSON.parse(await readFile(new URL('lifecycle/scenarios.json', corpus), 'utf8'));
  return isScenarios(value) ? value.scenarios : [];
}

const fieldValue: Readonly<Partial<Record<IdentityField, (finding: RawFinding) => unknown>>> = {
  ruleId: ({ ruleId }) => ruleId,
  target: ({ target }) => target.origin ?? target.hostname ?? target.ip ?? target.raw,
  matcher: ({ matcher }) => matcher,
};

async function keysOf(file: string): Promise<Set<string>> {
  const bytes = await bytesOf(file);
  const [detected] = detectReport(fileHead(bytes, bytes.length), parsers);
  const parser = parsers.get(detected?.tool ?? '');
  if (parser === undefined) throw new Error(`${file} is not recognised`);
  const { findings } = await readBytes(parser.parse, bytes);
  return new Set(
    findings.map((finding) =>
      JSON.stringify(parser.manifest.identity.fields.map((field) => fieldValue[field]?.(finding))),
    ),
  );
}

describe.each(await loadScenarios())('lifecycle: $id', ({ id, steps, total_findings }) => {
  // The source counts severity into identity, so a new severity closes one finding and opens another; we change it in place.
  const inPlace = id === 'severity-changed';

  test('identity gives the same created, closed and untouched findings', async () => {
    const open = new Map<string, boolean>();
    for (const step of steps) {
      const seen = await keysOf(step.import ?? step.reimport ?? '');
      const created = [...seen].filter((key) => !open.has(key));
      const reactivated = [...seen].filter((key) => open.get(key) === false);
      const closed =
        step.close_missing === false ? [] : [...open.keys()].filter((key) => open.get(key) && !seen.has(key));
      if (!inPlace || step.import !== undefined) {
        expect([created.length, closed.length, reactivated.length]).toEqual([
          step.created ?? 0,
          step.closed ?? 0,
          step.reactivated ?? 0,
        ]);
      } else expect([created.length, closed.length, reactivated.length]).toEqual([0, 0, 0]);
      for (const key of seen) open.set(key, true);
      for (const key of closed) open.set(key, false);
    }
    expect(open.size).toBe(inPlace ? 4 : total_findings);
  });
});
