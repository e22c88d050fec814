import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

/**
 * Properties of the import over reports that others wrote, through the real database. Skipped where the corpus is not there. Each
 * property has its own budget, so that the whole stays under a minute; how much was tried is printed.
 */
const corpus = fileURLToPath(new URL('../../../../../shared/corpus/scanner/', import.meta.url));
const maxBytes = 1_500_000;
const budgetMs = 14_000;

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .filter((path) => statSync(path).size > 0 && statSync(path).size <= maxBytes)
    .sort();
}

const files = existsSync(corpus) ? filesBelow(corpus) : [];
if (files.length === 0) console.log('corpus properties: skipped, 0 files');

let server: TestServer;
beforeAll(async () => {
  if (files.length > 0) server = await testServer();
}, 60_000);
afterAll(() => server?.close());

let worlds = 0;
const newTenant = () => makeTenant(server, `World ${++worlds}`);

interface Imported {
  readonly state: unknown;
  readonly counts: Readonly<Record<string, unknown>>;
}

/** Hands in and, whatever is warned of, finalizes. Days of the week before the test's clock: nothing is past its date, so no job but the import writes. */
async function bring(tenant: TestTenant, report: string | Buffer, day = 1): Promise<Imported> {
  const finishedAt = new Date(Date.UTC(2026, 1, 24 + day, 10)).toISOString();
  const job = await importReport(server, tenant.admin, report, {
    scopeKey: 'corpus',
    finishedAt,
    finalize: false,
  });
  if (job.state !== 'VALIDATED') return { state: job.state, counts: {} };
  const checks = Array.isArray(job.checks) ? job.checks.map((check) => record(check)) : [];
  const acknowledge = checks.filter(({ level }) => level === 'WARNING').map(({ id }) => id);
  const done = await server.call('POST', `/report-ingestion/jobs/${String(job.id)}/finalize?wait=30`, {
    headers: tenant.admin.headers,
    body: { acknowledge },
  });
  return {
    state: record(done.data, done.text).state,
    counts: record(record(record(done.data).preview).counts),
  };
}

interface Cut {
  readonly head: string;
  readonly rows: readonly string[];
  readonly join: (rows: readonly string[]) => string;
}

/** A report as its rows: records of a CSV, lines of JSON, or entries of the list that a JSON document is or has. */
function cutText(text: string): Cut | undefined {
  const document = parsed(text);
  if (Array.isArray(document)) return cutList(document, (list) => `[${list.join(',')}]`);
  if (typeof document === 'object' && document !== null) {
    const seed: [string, unknown[]] = ['', []];
    const [name, list] = Object.entries(document)
      .filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
      .reduce(([n, l], [key, value]) => (value.length > l.length ? [key, value] : [n, l]), seed);
    const rest = Object.entries(document).map(
      ([key, value]) => `${JSON.stringify(key)}:${key === name ? '\u0000' : JSON.stringify(value)}`,
    );
    return cutList(list, (rows) => `{${rest.join(',').replace('\u0000', () => `[${rows.join(',')}]`)}}`);
  }
  const records = text.match(/(?:[^"\n]|"[^"]*")+\n?/g) ?? [];
  const [head = '', ...rows] = records.map((record) => (record.endsWith('\n') ? record : `${record}\n`));
  const cells = (record: string) => record.replaceAll(/"[^"]*"/g, '').split(/[,;]/).length;
  if (cells(head) < 5 || rows.length < 2 || rows.some((row) => cells(row) !== cells(head))) return undefined;
  return { head, rows, join: (some) => some.join('') };
}

function cutList(list: readonly unknown[], join: Cut['join']): Cut | undefined {
  return list.length < 2 ? undefined : { head: '', rows: list.map((entry) => JSON.stringify(entry)), join };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const cuts: ReadonlyMap<string, Cut> = new Map(
  files
    .filter((path) => /\.(csv|json)$/.test(path) && statSync(path).size < 400_000)
    .flatMap((path) => {
      const found = cutText(readFileSync(path, 'utf8'));
      return found ? [[path, found] as const] : [];
    }),
);
const tables = () => [...cuts.keys()];
const cut = (path: string) => cuts.get(path) ?? { head: '', rows: [], join: () => '' };

const registerTables = [
  'vulnerabilities',
  'sightings',
  'vulnerability_history',
  'assets',
  'asset_identifiers',
];

/** Which transaction wrote each row where: equal before and after means that not one row was written. */
async function rowVersions(tenant: TestTenant): Promise<string> {
  const parts = registerTables.map(
    (table) =>
      `select '${table} ' || count(*) || ' ' || coalesce(md5(string_agg(t.xmin::text || t.ctid::text, ',' order by t.ctid)), '') as of from ${table} t where tenant_id = $1`,
  );
  const { rows } = await server.database.admin.query<{ of: string }>(parts.join(' union all '), [
    tenant.tenantId,
  ]);
  return rows.map(({ of }) => of).join('\n');
}

/** What the register says, without ids and times of its own making. */
async function registerSays(tenant: TestTenant): Promise<readonly string[]> {
  const { rows } = await server.database.admin.query<{ row: string }>(
    `select concat_ws('|', v.fingerprint, v.class, v.status, v.severity, v.title, v.location_count, v.cves, v.cwes, a.kind, v.target_key) as row
       from vulnerabilities v join assets a on a.tenant_id = v.tenant_id and a.asset_id = v.asset_id where v.tenant_id = $1 order by 1`,
    [tenant.tenantId],
  );
  return rows.map(({ row }) => row);
}

/** Identities that more than one reading states. */
async function straddling(tenant: TestTenant): Promise<ReadonlySet<string>> {
  const { rows } = await server.database.admin.query<{ fingerprint: string }>(
    'select fingerprint from findings where tenant_id = $1 group by 1 having count(distinct extraction_id) > 1',
    [tenant.tenantId],
  );
  return new Set(rows.map(({ fingerprint }) => fingerprint));
}

/** Runs the property until its time is up; fails when it never ran. */
async function within<T>(
  what: string,
  arbitrary: fc.Arbitrary<T>,
  holds: (value: T) => Promise<boolean>,
): Promise<void> {
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(arbitrary, async (value) => {
      if (await holds(value)) tried++;
    }),
    { numRuns: 500, interruptAfterTimeLimit: budgetMs, endOnFailure: true },
  );
  console.log(`corpus properties: ${what}: ${tried} tried over ${files.length} files`);
  expect(tried).toBeGreaterThan(0);
}

const file = fc.constantFrom(...(files.length > 0 ? files : ['']));
const timeout = budgetMs + 30_000;

describe.skipIf(files.length === 0)('reports of the corpus', () => {
  it(
    'any two in any order: each again at its own time writes nothing to the register',
    () =>
      within('two files, each again', fc.tuple(file, file), async ([first, second]) => {
        const tenant = await newTenant();
        const reports = [readFileSync(first), readFileSync(second)];
        const states = [
          await bring(tenant, reports[0] ?? '', 1),
          await bring(tenant, reports[1] ?? '', 2),
        ].map(({ state }) => state);
        if (!states.every((state) => state === 'FINALIZED')) return false;
        const before = await rowVersions(tenant);
        for (const [index, report] of [...reports.entries()].reverse()) {
          const again = await bring(tenant, report, index + 1);
          expect(again.state).toBe('FINALIZED');
          const { UNCHANGED: _, ...differences } = again.counts;
          expect(differences).toEqual(Object.fromEntries(Object.keys(differences).map((key) => [key, 0])));
        }
        expect(await rowVersions(tenant)).toBe(before);
        return true;
      }),
    timeout,
  );

  it(
    'a table cut in two and imported part by part says what it says as a whole',
    () =>
      within(
        'halves',
        fc.tuple(fc.constantFrom(...tables()), fc.double({ min: 0, max: 1, noNaN: true })),
        async ([path, at]) => {
          const { head, rows, join } = cut(path);
          const middle = Math.round(at * rows.length);
          const parts = [rows.slice(0, middle), rows.slice(middle)].filter((part) => part.length > 0);
          const [whole, halves] = [await newTenant(), await newTenant()];
          if ((await bring(whole, head + join(rows))).state !== 'FINALIZED') return false;
          for (const part of parts) expect((await bring(halves, head + join(part))).state).toBe('FINALIZED');
          // Rows of one identity that fell into different parts meet only in the register: there the later part speaks.
          const apart = await straddling(halves);
          const but = (rows: readonly string[]) => rows.filter((row) => !apart.has(row.slice(0, 36)));
          expect(but(await registerSays(halves))).toEqual(but(await registerSays(whole)));
          expect((await registerSays(halves)).length).toBe((await registerSays(whole)).length);
          return true;
        },
      ),
    timeout,
  );

  it(
    'the order of rows plays no part',
    () =>
      within(
        'rows in another order',
        fc
          .constantFrom(...tables())
          .chain((path) =>
            fc.tuple(
              fc.constant(path),
              fc.shuffledSubarray([...cut(path).rows.keys()], { minLength: cut(path).rows.length }),
            ),
          ),
        async ([path, order]) => {
          const { head, rows, join } = cut(path);
          const [straight, turned] = [await newTenant(), await newTenant()];
          if ((await bring(straight, head + join(rows))).state !== 'FINALIZED') return false;
          await bring(turned, head + join(order.map((index) => rows[index] ?? '')));
          expect(await registerSays(turned)).toEqual(await registerSays(straight));
          return true;
        },
      ),
    timeout,
  );
});
