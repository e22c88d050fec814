import type pg from 'pg';
import type { Authority, Check, ExtractionRow, JobRow } from '../store.ts';
import { gateChecks } from './checks.ts';
import { confirmChecks } from './confirm-store.ts';
import { compareDeclared } from './declared-store.ts';
import { countFacts } from './facts-store.ts';
import { findNeighbours } from './neighbours-store.ts';
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
    facts,
    neighbours: await findNeighbours(client, job, extraction.tool),
    declared: await compareDeclared(client, job),
    authority: job.authority ?? scopeAuthority,
    scanAt: plan.scanAt,
    scanStartedAt: extraction.scan.startedAt ?? null,
    scanFinishedAt: extraction.scan.finishedAt ?? null,
    scanInFuture: plan.scanInFuture,
    lastScanAt: plan.lastScanAt,
    absenceProves: plan.absenceProves,
    absenceCounts: plan.absenceCounts,
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
