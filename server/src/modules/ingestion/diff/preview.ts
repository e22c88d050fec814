import type pg from 'pg';
import type { Authority, Check, ExtractionRow, JobRow } from '../store.ts';
import { gateChecks } from './checks.ts';
import { confirmChecks } from './confirm.ts';
import type { Plan } from './plan.ts';

export interface PreviewResult {
  readonly checks: readonly Check[];
  readonly changeCounts: Readonly<Record<string, number>>;
  readonly summary: {
    readonly byClass: Readonly<Record<string, number>>;
    readonly bySeverity: Readonly<Record<string, number>>;
    readonly newAssets: number;
    readonly computedAt: string;
    readonly scanAt: string;
  };
}

interface PreviewInput {
  readonly client: pg.PoolClient;
  readonly tenantId: string;
  readonly now: string;
  readonly job: JobRow;
  readonly extraction: ExtractionRow;
  readonly plan: Plan;
  readonly scopeAuthority: Authority | null;
  /** Whether the parser reads prose, so that a person confirms every document. */
  readonly confirms: boolean;
}

/** Keeps the plan as the job's preview, row by row, and runs the gate's checks over it. */
export async function storePreview(input: PreviewInput): Promise<PreviewResult> {
  const { client, tenantId, now, job, extraction, plan, scopeAuthority } = input;
  await client.query('delete from ingestion_changes where job_id = $1', [job.id]);
  await client.query(
    `insert into ingestion_changes (tenant_id, job_id, n, change, fingerprint, ordinal, vulnerability_id, asset_id, severity, previous_severity, class, reasons)
     select $1::uuid, $2::uuid, row_number() over (order by array_position(array['WOULD_CLOSE','RECURRING','REOPENED','NEW','CHANGED','FIX_CONFIRMED','RECORDED'], change), class, severity, fingerprint),
            change, fingerprint, ordinal, vulnerability_id, asset_id, severity, previous_severity, class, reasons from planned`,
    [tenantId, job.id],
  );
  const facts = await countFacts(client, job, extraction);
  const checks = gateChecks({
    counts: extraction.counts,
    targets: {
      total: facts.targets,
      covered: facts.covered,
      incomplete: facts.incomplete,
      new: facts.newAssets,
    },
    known: { targets: facts.knownTargets, covered: facts.knownCovered },
    open: facts.open,
    wouldClose: facts.wouldClose,
    newCritical: facts.newCritical,
    openCritical: facts.openCritical,
    authority: job.authority ?? scopeAuthority,
    scanAt: plan.scanAt,
    scanInFuture: plan.scanInFuture,
    lastScanAt: plan.lastScanAt,
    absenceProves: plan.absenceProves,
    absenceCounts: plan.absenceCounts,
    sameFileFinalized: facts.sameFile,
  });
  const confirm = input.confirms ? await confirmChecks(client, job, extraction) : [];
  const changeCounts = {
    ...zero,
    ...(await countBy(client, 'select change as key, count(*)::int as n from planned group by 1')),
    UNCHANGED: facts.unchanged,
  };
  return {
    checks: [...confirm, ...checks],
    changeCounts,
    summary: {
      byClass: await countBy(client, 'select class::text as key, count(*)::int as n from planned group by 1'),
      bySeverity: await countBy(
        client,
        'select severity::text as key, count(*)::int as n from planned group by 1',
      ),
      newAssets: facts.newAssets,
      computedAt: now,
      scanAt: plan.scanAt,
    },
  };
}

const zero = {
  NEW: 0,
  CHANGED: 0,
  UNCHANGED: 0,
  REOPENED: 0,
  RECURRING: 0,
  WOULD_CLOSE: 0,
  FIX_CONFIRMED: 0,
  RECORDED: 0,
};

async function countBy(client: pg.PoolClient, query: string): Promise<Record<string, number>> {
  const { rows } = await client.query<{ key: string; n: number }>(query);
  return Object.fromEntries(rows.map((row) => [row.key, row.n]));
}

interface Facts {
  readonly targets: number;
  readonly covered: number;
  readonly incomplete: number;
  readonly newAssets: number;
  readonly knownTargets: number;
  readonly knownCovered: number;
  readonly open: number;
  readonly wouldClose: number;
  readonly newCritical: number;
  readonly openCritical: number;
  readonly unchanged: number;
  readonly sameFile: boolean;
}

async function countFacts(client: pg.PoolClient, job: JobRow, extraction: ExtractionRow): Promise<Facts> {
  const { rows } = await client.query<Facts>(
    `with present as (
       select v.target_key, v.status, v.severity, v.class from sightings s join vulnerabilities v on v.vulnerability_id = s.vulnerability_id
        where s.scope_key_id = $1 and s.tool = $2 and s.present)
     select (select count(*) from targets)::int as targets,
            (select count(*) from targets where covered)::int as covered,
            (select count(*) from targets where covered and not complete)::int as incomplete,
            (select count(distinct asset_id) from targets where is_new)::int as "newAssets",
            (select count(distinct target_key) from present)::int as "knownTargets",
            (select count(*) from targets t where covered and exists (select 1 from present p where p.target_key = t.target_key))::int as "knownCovered",
            (select count(*) from present where status = 'OPEN')::int as open,
            (select count(*) from planned where change = 'WOULD_CLOSE' and class = 'VULNERABILITY')::int as "wouldClose",
            (select count(*) from planned where change = 'NEW' and severity = 'CRITICAL')::int as "newCritical",
            (select count(*) from present where status = 'OPEN' and severity = 'CRITICAL')::int as "openCritical",
            (select count(*) from incoming i where not exists (select 1 from planned p where p.fingerprint = i.fingerprint))::int as unchanged,
            exists (select 1 from ingestion_jobs o where o.sha256 = $3 and o.scope_key_id = $1 and o.state = 'FINALIZED' and o.job_id <> $4) as "sameFile"`,
    [job.scopeKeyId, extraction.tool, job.sha256, job.id],
  );
  const facts = rows[0];
  if (!facts) throw new Error('the gate counted nothing');
  return facts;
}
