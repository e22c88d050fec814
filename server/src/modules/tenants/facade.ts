import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Logo } from './branding-document.ts';
import { contrastChecks } from './contrast.ts';
import { insertTenantRows, selectBranding } from './store.ts';

/** Makes the tenant that the context is about. Its id is new and chosen by the caller. */
export async function insertTenant(ctx: Ctx, name: string): Promise<void> {
  await insertTenantRows(ctx, name);
  ctx.audit({ type: 'tenant.created', subject: { type: 'tenant', id: ctx.tenantId }, data: { name } });
}

/** How reports of the tenant look. */
export interface PrintBranding {
  readonly name: string;
  readonly logo: Pick<Logo, 'contentType' | 'base64'> | null;
  /** Readable on white: the tenant's own accent or its nearest such shade, #RRGGBB. null: the platform's. */
  readonly accent: string | null;
  readonly footer: string | null;
  /** Changes with every change of branding. */
  readonly version: number;
}

export async function printBranding(ctx: ReadCtx): Promise<PrintBranding> {
  const row = await selectBranding(ctx);
  if (!row) throw new Error('a context without its tenant');
  const { logo, accent, reportFooter } = row.branding;
  return {
    name: row.name,
    logo: logo && { contentType: logo.contentType, base64: logo.base64 },
    accent: accent === null ? null : (contrastChecks(accent)[0]?.used ?? null),
    footer: reportFooter,
    version: row.version,
  };
}
