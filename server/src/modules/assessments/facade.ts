import type { ReadCtx } from '../../platform/db/ctx.ts';
import { selectAssessment } from './store.ts';

/** Whether the id names an assessment of the tenant that is not deleted. */
export async function hasAssessment(ctx: ReadCtx, assessmentId: string): Promise<boolean> {
  return (await selectAssessment(ctx, assessmentId)) !== undefined;
}
