import type pg from 'pg';
import type { ExtractionRow, JobRow } from '../store.ts';
import { resolveAssets } from './assets.ts';
import { digestOf, planChanges } from './changes.ts';
import { collectIncoming } from './incoming.ts';

export interface Plan {
  readonly digest: string;
  readonly scanAt: string;
  readonly scanInFuture: boolean;
  readonly lastScanAt: string | null;
  /** Whether reports of this tool can state what was scanned. */
  readonly absenceProves: boolean;
  readonly absenceCounts: boolean;
}

interface PlanInput {
  readonly client: pg.PoolClient;
  readonly tenantId: string;
  readonly now: string;
  readonly job: JobRow;
  readonly extraction: ExtractionRow;
  readonly absenceProves: boolean;
}

/**
 * Computes the exact difference between a report and the live register, into temporary tables of this transaction. Preview and
 * finalize both call it, so that they cannot disagree about the rules; only the register may have moved between them.
 */
export async function makePlan(input: PlanInput): Promise<Plan> {
  const { client, tenantId, now, job, extraction, absenceProves } = input;
  // Imports of one tenant take turns: a plan must not see half of another import.
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [`register:${tenantId}`]);
  const lastScanAt = await lastScan(client, job, extraction);
  const { scanAt, scanInFuture } = scanTime({
    job,
    extraction,
    now,
    sameBytesAt: await timeOfSameBytes(client, extraction),
  });
  // Reports of one instant are parts of one scan: what one part leaves out may stand in the other.
  const absenceCounts = absenceProves && (lastScanAt === null || scanAt > lastScanAt);
  const contentCounts = lastScanAt === null || scanAt >= lastScanAt;
  await collectIncoming(client, job);
  await resolveAssets(client, job, now);
  await planChanges({ client, job, extraction, tenantId, scanAt, absenceCounts, contentCounts });
  return {
    digest: await digest(client, 'planned'),
    scanAt,
    scanInFuture,
    lastScanAt,
    absenceProves,
    absenceCounts,
  };
}

export async function digest(client: pg.PoolClient, table: 'planned' | 'effects'): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(digestOf(table));
  return rows[0]?.digest ?? '';
}

async function lastScan(
  client: pg.PoolClient,
  job: JobRow,
  extraction: ExtractionRow,
): Promise<string | null> {
  const { rows } = await client.query<{ at: string }>(
    'select last_scan_at as at from scope_scans where scope_key_id = $1 and tool = $2',
    [job.scopeKeyId, extraction.tool],
  );
  return rows[0]?.at ?? null;
}

const toleratedSkewMs = 5 * 60_000;

/** The same bytes come from the same scan: when its report states no time, the first import's time stands. */
async function timeOfSameBytes(
  client: pg.PoolClient,
  extraction: ExtractionRow,
): Promise<string | undefined> {
  const { rows } = await client.query<{ at: string }>(
    'select finished_at as at from assessments where extraction_id = $1 order by created_at limit 1',
    [extraction.id],
  );
  return rows[0]?.at;
}

interface ScanTime {
  readonly job: JobRow;
  readonly extraction: ExtractionRow;
  readonly now: string;
  readonly sameBytesAt: string | undefined;
}

/** What the person said, else what the report says, else the time of receipt; never later than now. */
function scanTime({ job, extraction, now, sameBytesAt }: ScanTime): {
  scanAt: string;
  scanInFuture: boolean;
} {
  const stated =
    job.assessment.finishedAt ??
    extraction.scan.finishedAt ??
    extraction.scan.startedAt ??
    sameBytesAt ??
    job.createdAt;
  const statedMs = Date.parse(stated);
  const nowMs = Date.parse(now);
  if (Number.isNaN(statedMs)) return { scanAt: job.createdAt, scanInFuture: false };
  if (statedMs > nowMs) return { scanAt: now, scanInFuture: statedMs > nowMs + toleratedSkewMs };
  return { scanAt: new Date(statedMs).toISOString(), scanInFuture: false };
}
