import { AppError } from '../../kernel/errors.ts';
import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import { jobText } from './messages.ts';
import { presentActor } from './present.ts';
import { retentionJob } from './retention.ts';
import type { getIngestionSettings, updateIngestionSettings } from './settings-contract.ts';
import { getSettings, putSettings } from './settings-store.ts';

type Settings = DataOf<typeof getIngestionSettings>;

export async function readSettings(ctx: ReadCtx): Promise<Settings> {
  const row = await getSettings(ctx);
  return { ...row, updatedBy: row.updatedBy && presentActor(row.updatedBy) };
}

export async function changeSettings(
  ctx: Ctx,
  body: BodyOf<typeof updateIngestionSettings>,
  ifMatch: number | undefined,
): Promise<Settings> {
  const before = await getSettings(ctx);
  if (ifMatch !== undefined && ifMatch !== before.version)
    throw new AppError('PRECONDITION_FAILED', jobText.settingsChanged);
  const massClose = body.massClose ?? before.massClose;
  const rawFileDays = body.rawFileDays === undefined ? before.rawFileDays : body.rawFileDays;
  await putSettings(ctx, { massClose, rawFileDays });
  ctx.audit({
    type: 'ingestion-settings.changed',
    subject: { type: 'tenant', id: ctx.tenantId },
    data: { massClose, rawFileDays },
  });
  if (rawFileDays !== null) ctx.enqueue(retentionJob(ctx.tenantId));
  return readSettings(ctx);
}
