import type pg from 'pg';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { Platform } from '../../platform/platform.ts';
import { getReason } from './gate-store.ts';
import { presentAuthority } from './present.ts';
import { receiptCounts, statedStage } from './receipt-counts-store.ts';
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
  const { counts } = extraction;
  const { recordedAbsent, ...stages } = await receiptCounts(client, job);
  const confirmed = await client.query<{ id: string; total: number }>(
    `select vulnerability_id as id, count(*) over ()::int as total from planned where change = 'FIX_CONFIRMED' order by 1 limit ${maxConfirmedIds}`,
  );
  const body = {
    receiptVersion: 2,
    tenantId: ctx.tenantId,
    jobId: job.id,
    assessmentId,
    scopeKey: job.scopeKey,
    tool: extraction.tool,
    parserVersion: extraction.parserVersion,
    source: { sha256: job.sha256, sizeBytes: job.sizeBytes, items: counts.source },
    extracted: statedStage({ ...counts, total: counts.extracted }),
    rejectedRows: counts.rejectedRows,
    ...stages,
    recordedAbsent,
    checks: job.checks.map(({ id, level, count }) => ({
      id,
      level,
      count,
      acknowledged: job.acknowledged.includes(id),
    })),
    reason: await getReason(ctx, job.id),
    authority: job.authority && presentAuthority(job.authority),
    effect: job.changeCounts ?? {},
    previewDigest: job.previewDigest,
    effectDigest,
    confirmedFixes: confirmed.rows[0]?.total ?? 0,
    confirmedFixIds: confirmed.rows.map((row) => row.id),
    acknowledged: [...job.acknowledged].sort(),
    byStandingAuthority: job.byStandingAuthority,
    finalizedBy: { kind: actor.kind, id: actor.id, name: actor.name ?? actor.id },
    finalizedAt: ctx.now,
  };
  const canonical = canonicalJson(body);
  return { canonical, ...platform.keys.sign(canonical) };
}
