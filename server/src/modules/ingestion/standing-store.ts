import { sql } from 'kysely';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { StandingAuthority } from './standing.ts';

interface Found {
  readonly standing: StandingAuthority;
  /** Whether who approved it is an administrator of the tenant now. */
  readonly approverIsAdmin: boolean;
}

export async function standingOf(ctx: ReadCtx, scopeKeyId: string): Promise<Found | undefined> {
  const { rows } = await sql<Found>`
    select standing_authority as standing, is_admin_here((standing_authority->'approvedBy'->>'id')::uuid) as "approverIsAdmin"
      from scope_keys where scope_key_id = ${scopeKeyId} and standing_authority is not null`.execute(ctx.db);
  return rows[0];
}
