import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import { actorOf } from '../../platform/db/outbox.ts';
import { type Brake, defaultBrake } from './diff/brake.ts';
import { type ActorRef, json } from './store.ts';

export interface SettingsRow {
  readonly massClose: Brake;
  readonly rawFileDays: number | null;
  readonly updatedAt: string | null;
  readonly updatedBy: ActorRef | null;
  readonly version: number;
}

const untouched: SettingsRow = {
  massClose: defaultBrake,
  rawFileDays: null,
  updatedAt: null,
  updatedBy: null,
  version: 1,
};

/** What a tenant never changed is the platform's default, as version 1. */
export async function getSettings(ctx: ReadCtx): Promise<SettingsRow> {
  const { rows } = await sql<SettingsRow>`
    select jsonb_build_object('count', mass_close_count, 'share', mass_close_share) as "massClose", raw_file_days as "rawFileDays",
           updated_at as "updatedAt", updated_by || jsonb_build_object('name', actor_name(updated_by)) as "updatedBy", version
      from ingestion_settings`.execute(ctx.db);
  return rows[0] ?? untouched;
}

/** The first change makes version 2. */
export async function putSettings(
  ctx: Ctx,
  { massClose, rawFileDays }: Pick<SettingsRow, 'massClose' | 'rawFileDays'>,
): Promise<void> {
  await sql`
    insert into ingestion_settings as s (tenant_id, mass_close_count, mass_close_share, raw_file_days, updated_at, updated_by, version)
    values (${ctx.tenantId}, ${massClose.count}, ${massClose.share}, ${rawFileDays}, ${ctx.now}, ${json(actorOf(ctx.actor))}, 2)
    on conflict (tenant_id) do update set mass_close_count = excluded.mass_close_count, mass_close_share = excluded.mass_close_share,
      raw_file_days = excluded.raw_file_days, updated_at = excluded.updated_at, updated_by = excluded.updated_by, version = s.version + 1`.execute(
    ctx.db,
  );
}
