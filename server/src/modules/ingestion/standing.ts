import { sql } from 'kysely';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { PreviewResult } from './diff/preview.ts';
import type { ActorRef, JobRow } from './store.ts';

/** An administrator's approval, given once, for jobs of one scope key and tool. */
export interface StandingAuthority {
  readonly tool: string;
  readonly maxClose: number;
  readonly note: string | null;
  readonly approvedBy: ActorRef;
  readonly approvedAt: string;
  readonly expiresAt: string;
}

/**
 * Who stands for finalizing this job without being asked: the approver, while the authority is for this tool, not expired,
 * the job would close no more than it allows, and no check wants a person's eye.
 */
export async function standingApproval(
  ctx: Ctx,
  job: JobRow,
  result: PreviewResult,
): Promise<ActorRef | undefined> {
  const { rows } = await sql<{ standing: StandingAuthority | null }>`
    select standing_authority as standing from scope_keys where scope_key_id = ${job.scopeKeyId}`.execute(
    ctx.db,
  );
  const standing = rows[0]?.standing;
  if (!standing || standing.tool !== job.tool || standing.expiresAt <= ctx.now) return undefined;
  if ((result.changeCounts.WOULD_CLOSE ?? 0) > standing.maxClose) return undefined;
  return result.checks.some((check) => check.level !== 'INFO') ? undefined : standing.approvedBy;
}
