import type { DataOf } from '../../kernel/operation.ts';
import { realTime } from '../../kernel/time.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import type { listVulnerabilities } from './contract.ts';
import { selectPage } from './list-store.ts';
import { present } from './present.ts';

/** One page of the register. */
export async function listRegister(
  ctx: ReadCtx,
  { query }: Input<typeof listVulnerabilities>,
): Promise<DataOf<typeof listVulnerabilities>> {
  if (query.dueBefore !== undefined) realTime('querystring.dueBefore', query.dueBefore);
  if (query.firstSeenAfter !== undefined) realTime('querystring.firstSeenAfter', query.firstSeenAfter);
  const { rows, limit, nextCursor, total } = await selectPage(ctx, query);
  return { items: rows.map(present), page: { limit, nextCursor, ...(total === null ? {} : { total }) } };
}
