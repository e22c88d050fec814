import type { ReadCtx } from '../../platform/db/ctx.ts';
import { selectKnownIds, selectName } from './store.ts';

/** Name of an asset of the tenant; undefined when there is none of this id. */
export function assetNameOf(ctx: ReadCtx, assetId: string): Promise<string | undefined> {
  return selectName(ctx, assetId);
}

/** Which of the ids name an asset of the tenant. */
export function knownAssets(ctx: ReadCtx, assetIds: readonly string[]): Promise<ReadonlySet<string>> {
  return selectKnownIds(ctx, assetIds);
}
