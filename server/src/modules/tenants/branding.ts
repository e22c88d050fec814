import { AppError, notFound } from '../../kernel/errors.ts';
import type { DataOf } from '../../kernel/operation.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import type { BrandingDocument } from './branding-document.ts';
import type { getBranding as getOperation, updateBranding as updateOperation } from './contract.ts';
import { contrastChecks } from './contrast.ts';
import { logoOf } from './logo.ts';
import { type BrandingRow, saveBranding, selectBranding } from './store.ts';

type Branding = DataOf<typeof getOperation>;

/** @throws AppError NOT_FOUND for a tenant that is not the caller's */
export async function getBranding(ctx: ReadCtx, { params }: Input<typeof getOperation>): Promise<Branding> {
  const row = params.tenantId === ctx.tenantId ? await selectBranding(ctx) : undefined;
  if (!row) throw notFound();
  return brandingOf(ctx.tenantId, row);
}

/** Later reports carry the change; earlier ones keep the look they were frozen with. @throws AppError NOT_FOUND, PRECONDITION_FAILED, VALIDATION_FAILED */
export async function updateBranding(
  ctx: Ctx,
  { params, body, ifMatch }: Input<typeof updateOperation>,
): Promise<Branding> {
  const row = params.tenantId === ctx.tenantId ? await selectBranding(ctx, { lock: true }) : undefined;
  if (!row) throw notFound();
  if (ifMatch !== undefined && ifMatch !== row.version) {
    throw new AppError('PRECONDITION_FAILED', 'The branding was changed meanwhile. Read it again.');
  }
  const { logo, accent, reportFooter } = row.branding;
  const branding: BrandingDocument = {
    logo: body.logo === undefined ? logo : body.logo === null ? null : logoOf(body.logo),
    accent: body.colours === undefined ? accent : body.colours.accent,
    reportFooter: body.reportFooter === undefined ? reportFooter : body.reportFooter,
    updatedAt: ctx.now,
  };
  const changed: BrandingRow = { name: body.name ?? row.name, version: row.version + 1, branding };
  await saveBranding(ctx, changed);
  ctx.audit({
    type: 'tenant.branding-changed',
    subject: { type: 'tenant', id: ctx.tenantId },
    data: { fields: Object.keys(body), version: changed.version, logoSha256: branding.logo?.sha256 ?? null },
  });
  return brandingOf(ctx.tenantId, changed);
}

function brandingOf(tenantId: string, { name, version, branding }: BrandingRow): Branding {
  const { logo, accent, reportFooter, updatedAt } = branding;
  return {
    tenantId,
    name,
    logo: logo && {
      contentType: logo.contentType,
      dataUrl: `data:${logo.contentType};base64,${logo.base64}`,
      sha256: logo.sha256,
      widthPx: logo.widthPx,
      heightPx: logo.heightPx,
    },
    colours: { accent, contrast: accent === null ? [] : contrastChecks(accent) },
    reportFooter,
    updatedAt,
    version,
  };
}
