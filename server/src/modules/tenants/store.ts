import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Transactor } from '../../platform/db/transactor.ts';
import { type BrandingDocument, isBrandingDocument, noBranding } from './branding-document.ts';

export interface TenantRow {
  readonly tenant_id: string;
  readonly name: string;
  readonly created_at: string;
  /** Members who have not been removed. */
  readonly users: number;
}

/** The tenant of the context: row and head, so that it can audit and emit from now on. */
export async function insertTenantRows(ctx: Ctx, name: string): Promise<void> {
  await sql`insert into tenants (tenant_id, name, created_at) values (${ctx.tenantId}, ${name}, ${ctx.now})`.execute(
    ctx.db,
  );
  await sql`insert into tenant_heads (tenant_id) values (${ctx.tenantId})`.execute(ctx.db);
}

/** For operators: every tenant whose name has `named` in it. */
export async function selectTenants(
  transactor: Transactor,
  named: string | null,
): Promise<readonly TenantRow[]> {
  return transactor.lookup<TenantRow>({
    name: 'list_tenants',
    text: 'select * from list_tenants($1)',
    values: [named],
  });
}

export interface BrandingRow {
  readonly name: string;
  readonly version: number;
  readonly branding: BrandingDocument;
}

/** @param lock hold the row until the transaction ends, for a change that builds on it */
export async function selectBranding(
  ctx: ReadCtx,
  { lock = false }: { lock?: boolean } = {},
): Promise<BrandingRow | undefined> {
  const { rows } = await sql<{
    name: string;
    version: number;
    branding: unknown;
  }>`select name, version, branding from tenants
    where tenant_id = ${ctx.tenantId} ${lock ? sql`for update` : sql``}`.execute(ctx.db);
  const row = rows[0];
  return row && { ...row, branding: isBrandingDocument(row.branding) ? row.branding : noBranding };
}

export async function saveBranding(ctx: Ctx, { name, branding, version }: BrandingRow): Promise<void> {
  await sql`update tenants set name = ${name}, branding = ${JSON.stringify(branding)}::jsonb, version = ${version}
    where tenant_id = ${ctx.tenantId}`.execute(ctx.db);
}
