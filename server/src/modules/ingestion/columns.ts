import { AppError, invalidField } from '../../kernel/errors.ts';
import type { BodyOf, DataOf, QueryOf } from '../../kernel/operation.ts';
import { sortedPage } from '../../kernel/sorted-page.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { createColumnMapping, listColumnMappings, updateColumnMapping } from './column-contract.ts';
import {
  allMappings,
  changeMapping,
  findMapping,
  getMapping,
  insertMapping,
  type MappedColumnRow,
  type MappingRow,
  nameIsTaken,
  removeMapping,
} from './column-store.ts';
import { jobText } from './messages.ts';
import { mappingFault } from './parsers/mapping/generic-columns.ts';
import { presentActor } from './present.ts';
import type { JobMapping } from './store.ts';

type ColumnMapping = DataOf<typeof createColumnMapping>;

const maxMappings = 1_000;
/** The parsing child gets the columns as an argument, of which Linux takes 128 KiB. */
const maxColumnBytes = 64 * 1024;

export async function listMappings(
  ctx: ReadCtx,
  query: QueryOf<typeof listColumnMappings>,
): Promise<DataOf<typeof listColumnMappings>> {
  const rows = await allMappings(ctx, { q: query.q ?? null, limit: maxMappings });
  return sortedPage({
    items: rows.map(present),
    idOf: (mapping) => mapping.id,
    keyOf: (mapping, word) => mapping[word],
    sort: query.sort ?? ['name'],
    cursor: query.cursor,
    limit: query.limit ?? 50,
  });
}

export async function createMapping(
  ctx: Ctx,
  body: BodyOf<typeof createColumnMapping>,
): Promise<ColumnMapping> {
  assertUsable(body.columns);
  if ((await allMappings(ctx, { q: null, limit: maxMappings })).length >= maxMappings)
    throw new AppError('CONFLICT', jobText.tooManyMappings(maxMappings));
  const { name, columns } = body;
  const id = await insertMapping(ctx, { name, description: body.description ?? null, columns });
  if (id === undefined) throw new AppError('CONFLICT', jobText.mappingTaken);
  ctx.audit({
    type: 'column-mapping.created',
    subject: { type: 'column-mapping', id },
    data: { name, columns },
  });
  return present(await getMapping(ctx, id));
}

export async function updateMapping(
  ctx: Ctx,
  id: string,
  {
    body,
    ifMatch,
  }: { readonly body: BodyOf<typeof updateColumnMapping>; readonly ifMatch: number | undefined },
): Promise<ColumnMapping> {
  const before = await getMapping(ctx, id);
  if (ifMatch !== undefined && ifMatch !== before.version)
    throw new AppError('PRECONDITION_FAILED', 'Somebody changed this mapping meanwhile. Read it again.');
  const { name, description, columns } = body;
  if (columns !== undefined) assertUsable(columns);
  if (name !== undefined && (await nameIsTaken(ctx, name, id)))
    throw new AppError('CONFLICT', jobText.mappingTaken);
  await changeMapping(ctx, id, {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(columns === undefined ? {} : { columns }),
  });
  ctx.audit({
    type: 'column-mapping.changed',
    subject: { type: 'column-mapping', id },
    data: { fields: Object.keys(body), ...(columns === undefined ? {} : { columns }) },
  });
  return present(await getMapping(ctx, id));
}

export async function deleteMapping(ctx: Ctx, id: string): Promise<ColumnMapping> {
  const mapping = await getMapping(ctx, id);
  await removeMapping(ctx, id);
  ctx.audit({
    type: 'column-mapping.deleted',
    subject: { type: 'column-mapping', id },
    data: { name: mapping.name },
  });
  return present(mapping);
}

/** The mapping that a request names, as the job keeps it. @throws AppError VALIDATION_FAILED when there is none */
export async function mappingForJob(ctx: ReadCtx, id: string): Promise<JobMapping> {
  const mapping = await findMapping(ctx, id);
  if (!mapping) throw invalidField('body.mappingId', jobText.noMapping);
  const { name, version, columns } = mapping;
  return { id: mapping.id, name, version, columns };
}

function assertUsable(columns: readonly MappedColumnRow[]): void {
  const fault = mappingFault(columns);
  if (fault !== undefined) throw invalidField('body.columns', fault);
  if (Buffer.byteLength(JSON.stringify(columns)) > maxColumnBytes)
    throw invalidField('body.columns', 'is too long in all');
}

function present(row: MappingRow): ColumnMapping {
  return {
    ...row,
    columns: row.columns.map(({ column, field }) => ({ column, field })),
    createdBy: presentActor(row.createdBy),
  };
}
