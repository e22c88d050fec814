import { AppError, invalidField, notFound } from '../../kernel/errors.ts';
import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import { type Asset, type Identifier, present } from './columns.ts';
import type { createAsset, getAsset, listAssets, updateAsset } from './contract.ts';
import { selectPage } from './list-store.ts';
import { assetText } from './messages.ts';
import {
  deleteOtherIdentifiers,
  insertAsset,
  insertIdentifiers,
  isActiveMember,
  lockAsset,
  selectAsset,
  updateAsset as updateRow,
} from './store.ts';

export async function list(
  ctx: ReadCtx,
  { query }: Input<typeof listAssets>,
): Promise<DataOf<typeof listAssets>> {
  const { rows, limit, nextCursor, total } = await selectPage(ctx, query);
  return { items: rows.map(present), page: { limit, nextCursor, ...(total === null ? {} : { total }) } };
}

/** @throws AppError NOT_FOUND */
export async function get(ctx: ReadCtx, { params }: Input<typeof getAsset>): Promise<Asset> {
  return read(ctx, params.assetId);
}

/** @throws AppError CONFLICT when an identifier belongs to another asset; VALIDATION_FAILED */
export async function create(ctx: Ctx, { body }: Input<typeof createAsset>): Promise<Asset> {
  const { identifiers = [], ...fields } = body;
  await assertOwner(ctx, fields.ownerId);
  const assetId = ctx.newId();
  await insertAsset(ctx, assetId, fields);
  await addIdentifiers(ctx, assetId, identifiers);
  note(ctx, 'asset.created', assetId, { name: body.name, kind: body.kind });
  return read(ctx, assetId);
}

/** @throws AppError NOT_FOUND, PRECONDITION_FAILED, CONFLICT, VALIDATION_FAILED */
export async function update(ctx: Ctx, { params, body, ifMatch }: Input<typeof updateAsset>): Promise<Asset> {
  const { assetId } = params;
  const row = await lockAsset(ctx, assetId);
  if (!row) throw notFound();
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new AppError('PRECONDITION_FAILED', assetText.changedMeanwhile);
  const changed = Object.keys(body);
  if (changed.length === 0) return read(ctx, assetId);
  const { identifiers, ...fields } = body;
  await assertOwner(ctx, fields.ownerId);
  await updateRow(ctx, assetId, fields);
  if (identifiers) {
    const normal = identifiers.map(normalised);
    await deleteOtherIdentifiers(ctx, assetId, normal);
    await addIdentifiers(ctx, assetId, normal);
  }
  note(ctx, 'asset.changed', assetId, { fields: changed, ...shown(body) });
  return read(ctx, assetId);
}

async function read(ctx: ReadCtx, assetId: string): Promise<Asset> {
  const row = await selectAsset(ctx, assetId);
  if (!row) throw notFound();
  return present(row);
}

async function assertOwner(ctx: ReadCtx, ownerId: string | null | undefined): Promise<void> {
  if (ownerId === undefined || ownerId === null) return;
  if (!(await isActiveMember(ctx, ownerId))) throw invalidField('body.ownerId', assetText.noMember);
}

async function addIdentifiers(ctx: Ctx, assetId: string, identifiers: readonly Identifier[]): Promise<void> {
  const [taken] = await insertIdentifiers(ctx, assetId, identifiers.map(normalised));
  if (taken) throw new AppError('CONFLICT', assetText.taken(taken.kind, taken.value));
}

/** As reports are normalised: names compare without case and trailing dot, references to the letter. */
function normalised({ kind, value }: Identifier): Identifier {
  const text = value.trim();
  if (kind === 'REFERENCE' || kind === 'PURL' || kind === 'CLOUD_ID') return { kind, value: text };
  const lower = text.toLowerCase();
  return { kind, value: kind === 'HOSTNAME' ? lower.replace(/\.$/, '') : lower };
}

/** The dashboard weighs assets, so it is told of every change. */
function note(
  ctx: Ctx,
  type: 'asset.created' | 'asset.changed',
  id: string,
  data: Readonly<Record<string, unknown>>,
): void {
  const subject = { type: 'asset', id };
  ctx.audit({ type, subject, data });
  ctx.emit({ type, version: 1, subject, payload: {} });
  ctx.touchRegister();
}

/** What of a change the audit keeps word by word: what weighs in the score, and who answers for it. */
function shown({
  name,
  kind,
  criticality,
  exposure,
  dataClass,
  ownerId,
  businessValue,
}: BodyOf<typeof updateAsset>) {
  return { values: { name, kind, criticality, exposure, dataClass, ownerId, businessValue } };
}
