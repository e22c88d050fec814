import type { Ctx } from '../../platform/db/ctx.ts';
import type { PreviewResult } from './diff/preview.ts';
import { standingText } from './messages.ts';
import { standingOf } from './standing-store.ts';
import type { ActorRef, Check, JobRow } from './store.ts';

/** An administrator's approval, given once, for jobs of one scope key and tool. */
export interface StandingAuthority {
  readonly tool: string;
  readonly maxClose: number;
  readonly note: string | null;
  readonly approvedBy: ActorRef;
  readonly approvedAt: string;
  readonly expiresAt: string;
}

export interface Standing {
  /** Who stands for finalizing this job without being asked; undefined when a person has to. */
  readonly approver: ActorRef | undefined;
  /** Says why the scope key's standing authority does or does not apply; undefined when it has none. */
  readonly check: Check | undefined;
}

/**
 * Whether this job finalizes by itself: while the authority is for this tool, not expired, its approver is still an administrator here,
 * the job would close no more than it allows, and no check wants a person's eye.
 */
export async function standingApproval(ctx: Ctx, job: JobRow, result: PreviewResult): Promise<Standing> {
  const found = await standingOf(ctx, job.scopeKeyId);
  if (!found) return { approver: undefined, check: undefined };
  const why = objection({ ...found, now: ctx.now, job, result });
  return {
    approver: why === undefined ? found.standing.approvedBy : undefined,
    check: {
      id: 'standing-authority',
      level: 'INFO',
      title: why === undefined ? standingText.applies : standingText.doesNot,
      message: why ?? standingText.finalizes(found.standing.maxClose),
      count: 1,
    },
  };
}

interface Considered {
  readonly standing: StandingAuthority;
  readonly approverIsAdmin: boolean;
  readonly now: string;
  readonly job: JobRow;
  readonly result: PreviewResult;
}

function objection({ standing, approverIsAdmin, now, job, result }: Considered): string | undefined {
  if (standing.tool !== job.tool) return standingText.otherTool(standing.tool);
  if (standing.expiresAt <= now) return standingText.expired(standing.expiresAt);
  if (!approverIsAdmin) return standingText.approverGone;
  const closing = result.changeCounts.WOULD_CLOSE ?? 0;
  if (closing > standing.maxClose) return standingText.closesMore(closing, standing.maxClose);
  const asking = result.checks.filter(({ level }) => level !== 'INFO');
  return asking.length > 0 ? standingText.asks(asking.map(({ title }) => title)) : undefined;
}
