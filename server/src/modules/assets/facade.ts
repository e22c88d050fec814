import type { ReadCtx } from '../../platform/db/ctx.ts';
import { selectName } from './store.ts';

/** Name of an asset of the tenant; undefined when there is none of this id. */
export function assetNameOf(ctx: ReadCtx, assetId: string): Promise<string | undefined> {
  return selectName(ctx, assetId);
}
