import { invalidField, notFound } from '../../kernel/errors.ts';
import type { DataOf } from '../../kernel/operation.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import type { bulkAssignVulnerabilities } from './contract.ts';
import { noteChange } from './edit.ts';
import { insertHistory, type NewHistory } from './history-store.ts';
import { inputText } from './messages.ts';
import { mayEdit } from './policy.ts';
import { assignRows, type LockedRow, lockRows, selectMemberName } from './write-store.ts';

type Bulk = DataOf<typeof bulkAssignVulnerabilities>;

/** Each stands alone: what may not be assigned says why, the rest is. @throws AppError VALIDATION_FAILED for an unknown person */
export async function assignMany(
  ctx: Ctx,
  { body: { vulnerabilityIds, ownerId, reason = '' } }: Input<typeof bulkAssignVulnerabilities>,
): Promise<Bulk> {
  const name = ownerId === null ? null : await selectMemberName(ctx, ownerId);
  if (name === undefined) throw invalidField('body.ownerId', inputText.noMember);
  const rows = new Map((await lockRows(ctx, vulnerabilityIds)).map((row) => [row.id, row]));
  const results = vulnerabilityIds.map((id) => resultFor(ctx, id, rows.get(id), ownerId));
  const assigned = results.flatMap(({ changed, vulnerabilityId }) =>
    changed ? (rows.get(vulnerabilityId) ?? []) : [],
  );
  if (assigned.length > 0) await assign(ctx, assigned, { ownerId, name, reason: reason.trim() });
  return {
    changed: assigned.length,
    refused: results.filter(({ error }) => error !== null).length,
    results,
  };
}

function resultFor(
  ctx: Ctx,
  vulnerabilityId: string,
  row: LockedRow | undefined,
  ownerId: string | null,
): Bulk['results'][number] {
  if (!row) {
    const { code, message } = notFound();
    return { vulnerabilityId, changed: false, error: { code, message } };
  }
  const verdict = mayEdit(ctx.actor, row, { fields: ['ownerId'], newOwnerId: ownerId });
  if (!verdict.allowed)
    return { vulnerabilityId, changed: false, error: { code: verdict.code, message: verdict.why } };
  return { vulnerabilityId, changed: row.assignedTo !== ownerId, error: null };
}

interface Assignment {
  readonly ownerId: string | null;
  readonly name: string | null;
  readonly reason: string;
}

async function assign(
  ctx: Ctx,
  rows: readonly LockedRow[],
  { ownerId, name, reason }: Assignment,
): Promise<void> {
  await assignRows(
    ctx,
    rows.map(({ id }) => id),
    ownerId,
  );
  const entryOf = ({ ownerName }: LockedRow): Pick<NewHistory, 'kind' | 'data'> => ({
    kind: 'OWNER',
    data: { from: ownerName, to: name },
  });
  await insertHistory(
    ctx,
    rows.map((row) => ({ ...entryOf(row), vulnerabilityId: row.id, reason, cause: 'PERSON' })),
  );
  for (const row of rows) noteChange(ctx, row.id, [entryOf(row)], reason);
  ctx.touchRegister();
}
