import { AppError, invalidField, notFound } from '../../kernel/errors.ts';
import type { BodyOf } from '../../kernel/operation.ts';
import { realTime } from '../../kernel/time.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import { assetNameOf } from '../assets/facade.ts';
import type { updateVulnerability } from './contract.ts';
import { detailOf } from './detail.ts';
import { insertHistory, type NewHistory } from './history-store.ts';
import { changedMeanwhile, inputText } from './messages.ts';
import { mayEdit } from './policy.ts';
import type { Detail } from './present.ts';
import { type Edit, editRow, type LockedRow, lockRows, selectMemberName } from './write-store.ts';

type Body = BodyOf<typeof updateVulnerability>;

interface Change {
  readonly edit: Edit;
  readonly entries: readonly Omit<NewHistory, 'vulnerabilityId' | 'cause' | 'reason'>[];
}

/** @throws AppError NOT_FOUND, PRECONDITION_FAILED, FORBIDDEN, VALIDATION_FAILED */
export async function editVulnerability(
  ctx: Ctx,
  { params, body, ifMatch }: Input<typeof updateVulnerability>,
): Promise<Detail> {
  const [row] = await lockRows(ctx, [params.vulnerabilityId]);
  if (!row) throw notFound();
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new AppError('PRECONDITION_FAILED', changedMeanwhile);
  const fields = Object.keys(body).filter((field) => field !== 'reason');
  const verdict = mayEdit(ctx.actor, row, { fields, newOwnerId: body.ownerId });
  if (!verdict.allowed) throw new AppError(verdict.code, verdict.why);
  const { edit, entries } = await changeOf(ctx, row, body);
  if (entries.length > 0) await write(ctx, row, { edit, entries }, body.reason?.trim() ?? '');
  return detailOf(ctx, row.id);
}

async function write(ctx: Ctx, row: LockedRow, { edit, entries }: Change, reason: string): Promise<void> {
  await editRow(ctx, row.id, edit);
  await insertHistory(
    ctx,
    entries.map((entry) => ({ ...entry, vulnerabilityId: row.id, reason, cause: 'PERSON' })),
  );
  noteChange(ctx, row.id, entries, reason);
  if (edit.severity)
    ctx.audit({
      type: 'vulnerability.severity-overridden',
      subject: { type: 'vulnerability', id: row.id },
      data: { from: row.severity, to: edit.severity.override, reason },
    });
  ctx.touchRegister();
}

/** What the audit log and other parts are told of one changed record. */
export function noteChange(ctx: Ctx, id: string, entries: Change['entries'], reason: string): void {
  const subject = { type: 'vulnerability', id };
  const data = {
    changes: entries.map(({ kind, data: words }) => ({
      field: kind,
      from: words?.from ?? null,
      to: words?.to ?? null,
    })),
    reason,
  };
  ctx.audit({ type: 'vulnerability.changed', subject, data: shortened(data) });
  ctx.emit({
    type: 'vulnerability.changed',
    version: 1,
    subject,
    payload: { fields: entries.map(({ kind }) => kind) },
  });
}

async function changeOf(ctx: Ctx, row: LockedRow, body: Body): Promise<Change> {
  const parts = [
    await ownerChange(ctx, row, body),
    dueChange(row, body),
    tagsChange(row, body),
    notesChange(row, body),
    await assetChange(ctx, row, body),
    severityChange(row, body),
  ];
  const made = parts.filter((part) => part !== undefined);
  return {
    edit: Object.assign({}, ...made.map(({ edit }) => edit)),
    entries: made.flatMap(({ entries }) => entries),
  };
}

async function ownerChange(ctx: Ctx, row: LockedRow, { ownerId }: Body): Promise<Change | undefined> {
  if (ownerId === undefined || ownerId === row.assignedTo) return undefined;
  const name = ownerId === null ? null : await selectMemberName(ctx, ownerId);
  if (name === undefined) throw invalidField('body.ownerId', inputText.noMember);
  return changed('OWNER', { ownerId }, row.ownerName, name);
}

function dueChange(row: LockedRow, { dueAt }: Body): Change | undefined {
  if (dueAt === undefined) return undefined;
  const time = dueAt === null ? null : new Date(realTime('body.dueAt', dueAt)).toISOString();
  return time === row.dueAt ? undefined : changed('DUE_DATE', { dueAt: time }, row.dueAt, time);
}

function tagsChange(row: LockedRow, { tags: given }: Body): Change | undefined {
  if (given === undefined) return undefined;
  const tags = [...new Set(given)].sort();
  const from = row.tags.join(', ');
  const to = tags.join(', ');
  return from === to ? undefined : changed('TAGS', { tags }, from || null, to || null);
}

function notesChange(row: LockedRow, { notes }: Body): Change | undefined {
  if (notes === undefined || (notes ?? '') === row.notes) return undefined;
  return changed('NOTES', { notes: notes ?? '' }, row.notes || null, notes || null);
}

async function assetChange(ctx: Ctx, row: LockedRow, body: Body): Promise<Change | undefined> {
  const { assetId } = body;
  if (assetId === undefined || assetId === row.assetId) return undefined;
  assertReason(body);
  const name = await assetNameOf(ctx, assetId);
  if (name === undefined) throw invalidField('body.assetId', inputText.noAsset);
  return changed('ASSET', { assetId }, row.assetName, name);
}

function severityChange(row: LockedRow, body: Body): Change | undefined {
  const { severity } = body;
  if (severity === undefined || severity === row.severityOverride) return undefined;
  const reason = assertReason(body);
  return changed(
    'SEVERITY',
    { severity: { override: severity, reason } },
    row.severityOverride ?? row.severity,
    severity ?? row.severity,
  );
}

function assertReason({ reason }: Body): string {
  const text = reason?.trim() ?? '';
  if (text === '') throw invalidField('body.reason', inputText.reasonNeeded);
  return text;
}

function changed(kind: NewHistory['kind'], edit: Edit, from: string | null, to: string | null): Change {
  return { edit, entries: [{ kind, data: { from, to } }] };
}

const maxAuditText = 500;

/** The audit keeps who changed what; long notes stand in the history in full. */
function shortened(data: {
  readonly changes: readonly {
    readonly field: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  readonly reason: string;
}) {
  const cut = (text: string | null) => text?.slice(0, maxAuditText) ?? null;
  return {
    reason: data.reason,
    changes: data.changes.map(({ field, from, to }) => ({ field, from: cut(from), to: cut(to) })),
  };
}
