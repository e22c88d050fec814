import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '../../../client/src/index.ts';
import { expectations } from '../../../demo/expectation.ts';
import { renderReports } from '../../../demo/reports.ts';
import type { Config } from '../platform/config/config.ts';
import { testClock } from '../testing/clock.ts';
import { type TestServer, testServer } from '../testing/server.ts';
import { openBrowser } from './browser.ts';
import { type DemoResult, makeDemo } from './demo.ts';

/** A whole year of imports. */
const limitMs = 600_000;
/** Fixes that people declare: two that are verified at once, one on three sites that waits. */
const declared = 5;
const expected = expectations(renderReports());

let server: TestServer;
let config: Config;
let demo: DemoResult;
const said: string[] = [];
const say = (line: string) => said.push(line);

beforeAll(async () => {
  server = await testServer({ clock: testClock('2026-11-23T09:00:00.000Z') });
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const address = server.app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  config = { ...server.platform.config, port, host: '127.0.0.1' };
  const made = await makeDemo({ config, platform: server.platform, say });
  if (made === undefined) throw new Error(said.join('\n'));
  demo = made;
}, limitMs);
afterAll(() => server.close());

describe('the demo', () => {
  it('makes of each report exactly what the story says', () => {
    expect(demo.imports.size).toBe(expected.byFile.size);
    for (const [file, counts] of expected.byFile)
      expect(demo.imports.get(file)?.counts, file).toMatchObject({ ...counts });
  });

  it('adds up: what is open is what came, less what went, less what people decided', async () => {
    const { rows } = await server.database.admin.query<{ status: string; n: number }>(
      `select status, count(*)::int as n from vulnerabilities where status is not null group by status`,
    );
    const count = (status: string) => rows.find((row) => row.status === status)?.n ?? 0;
    const decided = count('RISK_ACCEPTED') + count('FALSE_POSITIVE') + declared;
    expect(count('OPEN')).toBe(expected.open - decided);
    expect(count('RISK_ACCEPTED')).toBe(6);
    expect(count('FALSE_POSITIVE')).toBe(1);
    expect(demo.counts.open).toBe(count('OPEN'));
  });

  it('lets what came back count as recurring', async () => {
    const { counts } = await summary();
    expect(counts.recurring).toBe(expected.recurring);
  });

  it('tells a year in which exposure rises and falls, and the score the other way round', async () => {
    const crp = await auditor();
    const { exposureSeries, scoreSeries } = await unwrap(
      crp.GET('/api/v1/dashboard/trends', { params: { query: { range: '1y' } } }),
    );
    const open = exposureSeries.map((point) => point.open);
    const peak = Math.max(...open);
    expect(open.indexOf(peak)).toBeGreaterThan(12);
    expect(open.indexOf(peak)).toBeLessThan(34);
    expect(open.at(-1)).toBeLessThan(peak * 0.6);

    const scores = scoreSeries.map(({ score }) => score);
    const lowest = Math.min(...scores);
    expect(scores.indexOf(lowest)).toBeGreaterThan(16);
    expect(scores.indexOf(lowest)).toBeLessThan(42);
    expect(scores[4]).toBeGreaterThan(lowest + 15);
    expect(scores.at(-1)).toBeGreaterThan(lowest + 10);
  });

  it('puts the two things that weigh most on top', async () => {
    const { topRisks } = await summary();
    const names = topRisks.slice(0, 5).map(({ asset }) => asset.name);
    expect(names).toContain('exchange.tarnholm.test');
    expect(names.some((name) => name.startsWith('pay-db-'))).toBe(true);
  });

  it('keeps the board pack as a PDF', async () => {
    expect(demo.boardPack).toBe(join(config.dataDir, 'board-pack.pdf'));
    expect((await readFile(demo.boardPack)).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('keeps the sign-ins for its owner only, and tells them', async () => {
    const file = join(config.dataDir, 'demo-sign-ins.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    for (const { email, password } of Object.values(demo.credentials)) {
      expect(said.join('\n')).toContain(email);
      expect(said.join('\n')).toContain(password);
    }
  });

  it('changes nothing when it runs a second time', async () => {
    const before = await fingerprint();
    const again = await makeDemo({ config, platform: server.platform, say });
    expect(again).toMatchObject({ made: false, credentials: demo.credentials, counts: demo.counts });
    expect(await fingerprint()).toEqual(before);
  });
});

it('leaves an installation alone that has people already', async () => {
  const other = await testServer({ worker: false });
  try {
    await other.database.admin.query(
      `insert into users (user_id, email, display_name, created_at, updated_at) values (gen_random_uuid(), 'somebody@example.test', 'Somebody', now(), now())`,
    );
    const lines: string[] = [];
    const { config: own } = other.platform;
    expect(
      await makeDemo({ config: own, platform: other.platform, say: (line) => lines.push(line) }),
    ).toBeUndefined();
    expect(lines.join('\n')).toContain('has people already');
    expect(existsSync(join(own.dataDir, 'demo-sign-ins.json'))).toBe(false);
  } finally {
    await other.close();
  }
});

async function auditor() {
  const crp = openBrowser({ baseUrl: `http://127.0.0.1:${config.port}`, origin: config.publicUrl });
  await unwrap(crp.POST('/api/v1/auth/sign-in', { body: demo.credentials.auditor }));
  return crp;
}

async function summary() {
  return unwrap((await auditor()).GET('/api/v1/dashboard/summary'));
}

/** What must not move: everything that people or imports change. Signing in may. */
async function fingerprint(): Promise<unknown> {
  const { rows } = await server.database.admin.query(
    `select (select count(*) from ingestion_jobs)::int as jobs, (select sum(version) from vulnerabilities)::int as vulnerabilities,
            (select sum(version) from assets)::int as assets, (select count(*) from memberships)::int as members,
            (select count(*) from vulnerability_history)::int as history, (select count(*) from reports)::int as reports`,
  );
  return rows;
}
