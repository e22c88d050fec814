import type pg from 'pg';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ActorRef, ExtractionRow, JobRow } from './store.ts';

interface ReceiptInput {
  readonly platform: Platform;
  readonly ctx: Ctx;
  readonly client: pg.PoolClient;
  readonly job: JobRow;
  readonly extraction: ExtractionRow;
  readonly assessmentId: string;
  readonly actor: ActorRef;
  readonly effectDigest: string;
}

const maxConfirmedIds = 1_000;

/**
 * What the import did, counted from the stored rows and not from what the parser said, as canonical JSON with an Ed25519
 * signature. Anyone with the public key can check it without the platform.
 */
export async function signedReceipt(input: ReceiptInput): Promise<NonNullable<JobRow['receipt']>> {
  const { platform, ctx, client, job, extraction, assessmentId, actor, effectDigest } = input;
  const stored = await storedCounts(client, extraction.id);
  const confirmed = await client.query<{ id: string; total: number }>(
    `select vulnerability_id as id, count(*) over ()::int as total from planned where change = 'FIX_CONFIRMED' order by 1 limit ${maxConfirmedIds}`,
  );
  const body = {
    receiptVersion: 1,
    tenantId: ctx.tenantId,
    jobId: job.id,
    assessmentId,
    scopeKey: job.scopeKey,
    tool: extraction.tool,
    parserVersion: extraction.parserVersion,
    source: { sha256: job.sha256, sizeBytes: job.sizeBytes, items: extraction.counts.source },
    extracted: {
      total: extraction.counts.extracted,
      byClass: withZeros(classes, extraction.counts.byClass),
      bySeverity: withZeros(severities, extraction.counts.bySeverity),
    },
    stored,
    rejectedRows: extraction.counts.rejectedRows,
    effect: job.changeCounts ?? {},
    previewDigest: job.previewDigest,
    effectDigest,
    confirmedFixes: confirmed.rows[0]?.total ?? 0,
    confirmedFixIds: confirmed.rows.map((row) => row.id),
    acknowledged: [...job.acknowledged].sort(),
    finalizedBy: { kind: actor.kind, id: actor.id, name: actor.name ?? actor.id },
    finalizedAt: ctx.now,
  };
  const canonical = canonicalJson(body);
  return { canonical, ...platform.keys.sign(canonical) };
}

const classes = ['VULNERABILITY', 'EXPOSURE_SIGNAL', 'INFORMATIONAL', 'NEGATIVE_RESULT'] as const;
const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;

export function withZeros(
  words: readonly string[],
  counts: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(words.map((word) => [word, counts[word] ?? 0]));
}

async function storedCounts(client: pg.PoolClient, extractionId: string) {
  const { rows } = await client.query<{ class: string; severity: string; n: number }>(
    'select class, severity, count(*)::int as n from findings where extraction_id = $1 group by 1, 2',
    [extractionId],
  );
  const byClass: Record<string, number> = {};
  const bySeverity: Record<string, number> = {};
  let total = 0;
  for (const row of rows) {
    byClass[row.class] = (byClass[row.class] ?? 0) + row.n;
    bySeverity[row.severity] = (bySeverity[row.severity] ?? 0) + row.n;
    total += row.n;
  }
  return { total, byClass: withZeros(classes, byClass), bySeverity: withZeros(severities, bySeverity) };
}
