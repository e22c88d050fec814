import type { DataOf } from '../../kernel/operation.ts';
import { realTime } from '../../kernel/time.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import type { listVulnerabilities } from './contract.ts';
import type { RegisterQuery } from './list-filters.ts';
import { selectPage } from './list-store.ts';
import { present } from './present.ts';

/** One page of the register. */
export async function listRegister(
  ctx: ReadCtx,
  { query }: Input<typeof listVulnerabilities>,
): Promise<DataOf<typeof listVulnerabilities>> {
  assertTimes(query);
  const { rows, limit, nextCursor, total } = await selectPage(ctx, query);
  return { items: rows.map(present), page: { limit, nextCursor, ...(total === null ? {} : { total }) } };
}

/** @throws AppError VALIDATION_FAILED when a filter names a time that does not exist */
export function assertTimes({
  dueBefore,
  firstSeenAfter,
}: Pick<RegisterQuery, 'dueBefore' | 'firstSeenAfter'>): void {
  if (dueBefore !== undefined) realTime('querystring.dueBefore', dueBefore);
  if (firstSeenAfter !== undefined) realTime('querystring.firstSeenAfter', firstSeenAfter);
}
