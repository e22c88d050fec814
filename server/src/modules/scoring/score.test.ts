import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import { record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { listOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { keepImportTrace } from './import-trace.ts';
import { createAccumulator } from './models/posture-1/accumulator.ts';
import type { PostureAsset, PostureFinding } from './models/posture-1/input.ts';
import { recompute } from './models/posture-1/trace.ts';
import { loadInputs } from './read-inputs.ts';
import { scan, settled, someFindings, summaryOf } from './scored.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
let ids: string[];
let assets: string[];
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  await scan(server, tenant, someFindings(40, 5), { hosts: 5 });
  await settled(server);
  const { admin } = server.database;
  ids = (
    await admin.query<{ id: string }>('select vulnerability_id as id from vulnerabilities order by title')
  ).rows.map((row) => row.id);
  assets = (await admin.query<{ id: string }>('select asset_id as id from assets order by name')).rows.map(
    (row) => row.id,
  );
});
afterAll(() => server.close());

/** The register read by other eyes: plain rows, no module of ours, everything at once. */
async function freshScore(asOf: string) {
  const { admin } = server.database;
  const accumulator = createAccumulator({ asOfMs: Date.parse(asOf) });
  const rows = await admin.query('select * from vulnerabilities where tenant_id = $1', [tenant.tenantId]);
  const isOpen = (status: unknown) => status === 'OPEN' || status === 'CLIENT_FIXED';
  const keysOf = (row: Readonly<Record<string, string[]>>) => [
    ...(row.cves ?? []),
    ...(row.advisories ?? []),
  ];
  for (const asset of (await admin.query('select * from assets where tenant_id = $1', [tenant.tenantId]))
    .rows) {
    const closed = rows.rows.filter((row) => row.asset_id === asset.asset_id && !isOpen(row.status));
    const one: PostureAsset = {
      assetId: asset.asset_id,
      criticality: asset.criticality,
      exposure: asset.exposure,
      aliases: closed.map(keysOf),
    };
    accumulator.addAsset(one);
  }
  for (const row of rows.rows.filter(({ status }) => isOpen(status))) {
    const due: Date | null = row.due_at ?? row.sla_due_at;
    const finding: PostureFinding = {
      findingId: row.vulnerability_id,
      assetId: row.asset_id,
      severity: row.severity_override ?? row.severity,
      cvssScore: row.cvss_score === null ? null : Number(row.cvss_score),
      knownExploited: row.kev,
      epss: row.epss === null ? null : Number(row.epss),
      status: row.status,
      recurrences: row.recurring_count,
      openedAtMs: row.opened_at.getTime(),
      slaDueAtMs: due === null ? null : due.getTime(),
      vulnerabilityKeys: keysOf(row),
    };
    accumulator.addFinding(finding);
  }
  return accumulator.result({ inputsHash: '', topN: 50 });
}

type Change = { readonly path: string; readonly body: object };

const pick = (list: () => string[]) => fc.nat(1_000).map((n) => list()[n % list().length] ?? '');
const change: fc.Arbitrary<Change> = fc.oneof(
  fc
    .tuple(
      pick(() => ids),
      fc.constantFrom('OPEN', 'CLIENT_FIXED', 'FALSE_POSITIVE'),
    )
    .map(([id, status]) => ({
      path: `/vulnerabilities/${id}/status`,
      body: { status, reason: 'Because' },
    })),
  fc
    .tuple(
      pick(() => assets),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom('INTERNET', 'INTERNAL', 'ISOLATED'),
    )
    .map(([id, criticality, exposure]) => ({
      path: `/assets/${id}`,
      body: { criticality, exposure },
    })),
  fc
    .tuple(
      pick(() => ids),
      fc.constantFrom('CRITICAL', 'LOW'),
    )
    .map(([id, severity]) => ({
      path: `/vulnerabilities/${id}`,
      body: { severity, reason: 'Looked at it' },
    })),
);

describe('the score of a register that people work on', () => {
  it('equals a fresh recompute by other eyes after any changes', async () => {
    let applied = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        for (const { path, body } of changes) {
          const answer = await server.call('PATCH', path, { headers: tenant.admin.headers, body });
          applied += Number(answer.status === 200);
        }
        const summary = await summaryOf(server, tenant.member.headers);
        const fresh = await freshScore(String(summary.computedAt));
        expect(summary.overallScore).toBe(fresh.score);
        const counts = record(record(summary.counts).byStatus);
        expect(Number(counts.OPEN) + Number(counts.CLIENT_FIXED)).toBe(
          fresh.counts.findings + fresh.counts.duplicates,
        );
        // The derivation is kept by the job behind the change.
        await settled(server);
      }),
      { numRuns: 15 },
    );
    expect(applied).toBeGreaterThan(10);
  });

  it('can be recomputed from every trace that was kept, to the last digit', async () => {
    const { rows } = await server.database.admin.query(
      "select inputs_sha256, result, rule_version from decision_traces where kind = 'SCORE'",
    );
    expect(rows.length).toBeGreaterThan(5);
    const storage = server.platform.storage.forTenant(tenant.tenantId);
    for (const { inputs_sha256, result } of rows) {
      const inputs = await loadInputs(storage, inputs_sha256, { maxFindings: 1_000 });
      expect(canonicalJson(recompute(inputs))).toBe(canonicalJson(result.posture));
    }
  });
});

describe('decision traces', () => {
  const ask = (path: string, headers: Readonly<Record<string, string>>) =>
    server.call('GET', `/internal/decision-traces${path}`, { headers });

  it('are listed newest first by subject, page by page, none twice', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const query = `?subjectType=tenant&subjectId=${tenant.tenantId}&kind=SCORE&limit=3${cursor}`;
      const answer = await ask(query, tenant.auditor.headers);
      const { items, page } = record(answer.data, answer.text);
      for (const item of listOf(items)) {
        expect(item).toMatchObject({
          subject: { type: 'TENANT', id: tenant.tenantId },
          rule: 'posture',
          ruleVersion: 'posture-1',
        });
        seen.push(String(item.id));
      }
      const { nextCursor } = record(page);
      cursor = nextCursor === null ? '' : `&cursor=${encodeURIComponent(String(nextCursor))}`;
    } while (cursor !== '');
    const { rows } = await server.database.admin.query<{ id: string }>(
      "select trace_id as id from decision_traces where subject_type = 'TENANT' order by created_at desc, trace_id desc",
    );
    expect(seen).toEqual(rows.map((row) => row.id));
    expect(seen.length).toBeGreaterThan(3);
  });

  it('of an import say which target became which asset, and why; once for an import', async () => {
    await settled(server);
    const answer = await ask('?kind=IMPORT_MAPPING&subjectType=ingestion_job', tenant.auditor.headers);
    const [summary, ...others] = listOf(record(answer.data, answer.text).items);
    expect(others).toEqual([]);
    expect(summary).toMatchObject({ rule: 'identity', outcome: '5 targets, 5 of them new assets' });
    const trace = record((await ask(`/${String(summary?.id)}`, tenant.auditor.headers)).data);
    const decided = listOf(record(trace.result).assets);
    expect(decided.map(({ assetId }) => assetId).sort()).toEqual(assets.toSorted());
    expect(decided.every(({ how }) => how === 'NEW')).toBe(true);
    expect(record(trace.result)).toMatchObject({ classes: { VULNERABILITY: 40 }, complete: true });
    expect(listOf(record(trace.inputs).targets)).toHaveLength(5);
    const digest = createHash('sha256').update(canonicalJson(trace.inputs)).digest('hex');
    expect(digest).toBe(trace.inputDigest);
    const path = `/internal/decision-traces/${String(summary?.id)}/replay`;
    const replay = await server.call('POST', path, { headers: tenant.auditor.headers, body: {} });
    expect(replay).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    const jobId = String(record(summary?.subject).id);
    const caller = {
      tenantId: tenant.tenantId,
      actor: { kind: 'SYSTEM', name: 'test' },
      requestId: 'r',
    } as const;
    await keepImportTrace(server.platform, caller, jobId);
    const again = await ask('?kind=IMPORT_MAPPING', tenant.auditor.headers);
    expect(listOf(record(again.data).items)).toHaveLength(1);
  });

  it('show inputs, steps and result of the number on the dashboard', async () => {
    await settled(server);
    const { decisionTraceId, overallScore } = await summaryOf(server, tenant.member.headers);
    const answer = await ask(`/${String(decisionTraceId)}`, tenant.auditor.headers);
    const trace = record(answer.data, answer.text);
    expect(record(record(trace.result).posture).score).toBe(overallScore);
    expect(listOf(record(trace.inputs).assets)).toHaveLength(5);
    expect(record(trace.inputs).inputsHash).toBe(trace.inputDigest);
    expect(listOf(trace.steps).at(-1)).toMatchObject({
      label: 'Score',
      value: Number(overallScore).toFixed(2),
    });
  });

  it('are not for members, strangers, or other tenants', async () => {
    const { decisionTraceId } = await summaryOf(server, tenant.member.headers);
    const elsewhere = await makeTenant(server, 'Elsewhere Ltd');
    const path = `/${String(decisionTraceId)}`;
    expect(await ask(path, {})).toMatchObject({ status: 401 });
    expect(await ask(path, tenant.member.headers)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const foreign = await ask(path, elsewhere.auditor.headers);
    const missing = await ask('/019cadc6-9ad5-75cb-acb6-593a873a4999', elsewhere.auditor.headers);
    expect([foreign.status, foreign.code]).toEqual([404, 'NOT_FOUND']);
    expect(record(record(foreign.body).error).message).toBe(record(record(missing.body).error).message);
    expect(await ask('/not-an-id', tenant.auditor.headers)).toMatchObject({ status: 400 });
    expect(await ask('?cursor=nonsense', tenant.auditor.headers)).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
    expect(listOf(record((await ask('', elsewhere.auditor.headers)).data).items)).toEqual([]);
  });
});
