import { AppError, type ErrorDetail } from '../../kernel/errors.ts';
import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import type { listAssetRelationships, upsertAssetRelationships } from './contract.ts';
import { assetText } from './messages.ts';
import {
  deleteRelationships,
  missingAssets,
  missingRelationships,
  type StatedRelationship,
  selectRelationships,
  selectRelationshipsById,
  upsertRelationships,
} from './relationships-store.ts';

type Body = BodyOf<typeof upsertAssetRelationships>;
type Result = DataOf<typeof upsertAssetRelationships>;

export async function listRelationships(
  ctx: ReadCtx,
  { query }: Input<typeof listAssetRelationships>,
): Promise<DataOf<typeof listAssetRelationships>> {
  const { rows, limit, nextCursor } = await selectRelationships(ctx, query);
  return { items: [...rows], page: { limit, nextCursor } };
}

/**
 * All or nothing: one entry that cannot be refuses the request, naming every such entry by its place.
 * @throws AppError VALIDATION_FAILED, NOT_FOUND
 */
export async function changeRelationships(
  ctx: Ctx,
  { body }: Input<typeof upsertAssetRelationships>,
): Promise<Result> {
  const { relationships = [], remove = [] } = body;
  if (relationships.length + remove.length === 0) throw new AppError('VALIDATION_FAILED', assetText.nothing);
  refuse('VALIDATION_FAILED', malformed(relationships));
  refuse('NOT_FOUND', await unknown(ctx, relationships, remove));
  await deleteRelationships(ctx, remove);
  const effects = await upsertRelationships(
    ctx,
    relationships.map((one, n) => statedOf(ctx, one, n)),
  );
  const count = (effect: string) => effects.filter((one) => one.effect === effect).length;
  const counts = {
    created: count('CREATED'),
    updated: count('UPDATED'),
    unchanged: count('UNCHANGED'),
    removed: new Set(remove).size,
  };
  if (counts.created + counts.updated + counts.removed > 0) note(ctx, counts);
  const items = await selectRelationshipsById(
    ctx,
    effects.map(({ id }) => id),
  );
  return { ...counts, items: [...items] };
}

type Entry = NonNullable<Body['relationships']>[number];

function statedOf(
  ctx: Ctx,
  { fromId, toId, type, weight, note: text }: Entry,
  n: number,
): StatedRelationship {
  return {
    n,
    id: ctx.newId(),
    fromId,
    toId,
    type,
    weight: weight ?? null,
    note: text || null,
    noteGiven: text !== undefined,
  };
}

function malformed(entries: readonly Entry[]): readonly ErrorDetail[] {
  const firstOf = new Map<string, number>();
  return entries.flatMap(({ fromId, toId, type }, index) => {
    const path = `body.relationships.${index}`;
    if (fromId === toId) return [{ path: `${path}.toId`, message: assetText.toItself }];
    const key = `${fromId} ${toId} ${type}`;
    const first = firstOf.get(key);
    if (first !== undefined) return [{ path, message: assetText.twice(first) }];
    firstOf.set(key, index);
    return [];
  });
}

async function unknown(
  ctx: Ctx,
  entries: readonly Entry[],
  remove: readonly string[],
): Promise<readonly ErrorDetail[]> {
  const [assets, relationships] = await Promise.all([
    missingAssets(
      ctx,
      entries.flatMap(({ fromId, toId }) => [fromId, toId]),
    ),
    missingRelationships(ctx, remove),
  ]);
  const ends = entries.flatMap((entry, index) =>
    (['fromId', 'toId'] as const)
      .filter((end) => assets.has(entry[end]))
      .map((end) => ({ path: `body.relationships.${index}.${end}`, message: assetText.unknownAsset })),
  );
  const removed = remove.flatMap((id, index) =>
    relationships.has(id) ? [{ path: `body.remove.${index}`, message: assetText.unknownRelationship }] : [],
  );
  return [...ends, ...removed];
}

const maxDetails = 100;

function refuse(code: 'VALIDATION_FAILED' | 'NOT_FOUND', details: readonly ErrorDetail[]): void {
  const [first] = details;
  if (!first) return;
  const message = code === 'NOT_FOUND' ? assetText.unknownEnds : `${first.path}: ${first.message}`;
  throw new AppError(code, message, { details: details.slice(0, maxDetails) });
}

function note(ctx: Ctx, counts: Omit<Result, 'items'>): void {
  const subject = { type: 'asset-graph', id: ctx.tenantId };
  ctx.audit({ type: 'asset.relationships-changed', subject, data: counts });
  ctx.emit({ type: 'asset.relationships-changed', version: 1, subject, payload: counts });
  // The graph is built anew for the register's next version.
  ctx.touchRegister();
}
