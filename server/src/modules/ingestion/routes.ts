import { AppError, invalidField } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { QueryOf } from '../../kernel/operation.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { type Binding, changes, reads, serves, type TenantRequest } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import { columnRoutes } from './column-routes.ts';
import {
  createIngestionJob,
  discardIngestionJob,
  extractIngestionJob,
  finalizeIngestionJob,
  getIngestionJob,
  getIngestionPreview,
  getIngestionVerification,
  listIngestionJobs,
  updateIngestionJob,
  validateIngestionJob,
} from './contract.ts';
import { jobText } from './messages.ts';
import { loadParsers, type ParserRegistry } from './parsers/registry.ts';
import { type JobData, presentJob } from './present.ts';
import { previewPage } from './preview.ts';
import { createScopeKey, listScopeKeys, updateScopeKey } from './scope-contract.ts';
import { createScope, listScopes, updateScope } from './scopes.ts';
import { adjustJob, discardJob, receiveJob, startExtract, startFinalize, startValidate } from './service.ts';
import { changeSettings, readSettings } from './settings.ts';
import { getIngestionSettings, updateIngestionSettings } from './settings-contract.ts';
import { getJob, listJobs } from './store.ts';
import { receiveUpload } from './upload.ts';
import { waitForJob } from './waiting.ts';

const parsers: ParserRegistry = await loadParsers();

export const routes = (platform: Platform): readonly Binding[] => {
  const after = waited(platform);
  return [
    serves(createIngestionJob, async (request, input, replay) => {
      const upload = await receiveUpload(request, platform.storage.forTenant(request.caller.tenantId));
      const fingerprint = `${upload.stored.sha256} ${JSON.stringify({ ...upload.fields, payload: null, payloadBase64: null })}`;
      const job = await replay(async (ctx) => presentJob(await receiveJob(ctx, upload), parsers), {
        fingerprint,
      });
      return after(request, job, input);
    }),
    reads(listIngestionJobs, (ctx, { query }) => jobPage(ctx, query)),
    serves(getIngestionJob, async (request, { params, query }) => {
      const job = await waitForJob({
        request,
        live: platform.live,
        jobId: params.jobId,
        seconds: query.wait ?? 0,
      });
      return presentJob(job, parsers);
    }),
    changes(updateIngestionJob, async (ctx, { params, body, ifMatch }) =>
      presentJob(await adjustJob(ctx, params.jobId, body, ifMatch), parsers),
    ),
    changes(discardIngestionJob, async (ctx, { params }) =>
      presentJob(await discardJob(ctx, params.jobId), parsers),
    ),
    changes(
      extractIngestionJob,
      async (ctx, { params }) => presentJob(await startExtract(ctx, params.jobId), parsers),
      { after },
    ),
    changes(
      validateIngestionJob,
      async (ctx, { params }) => presentJob(await startValidate(ctx, params.jobId), parsers),
      { after },
    ),
    changes(
      finalizeIngestionJob,
      async (ctx, { params, body }) => presentJob(await startFinalize(ctx, params.jobId, body), parsers),
      { after },
    ),
    reads(getIngestionPreview, (ctx, { params, query }) => previewPage(ctx, params.jobId, query)),
    reads(getIngestionVerification, (ctx, { params }) => receiptOf(platform, ctx, params.jobId)),
    reads(getIngestionSettings, (ctx) => readSettings(ctx)),
    changes(updateIngestionSettings, (ctx, { body, ifMatch }) => changeSettings(ctx, body, ifMatch)),
    reads(listScopeKeys, (ctx, { query }) => listScopes(ctx, query)),
    changes(createScopeKey, (ctx, { body }) => createScope(ctx, body)),
    changes(updateScopeKey, (ctx, { params, body, ifMatch }) =>
      updateScope(ctx, params.scopeKeyId, body, ifMatch),
    ),
    ...columnRoutes(platform),
  ];
};

/** `?wait=N`: answers with the job as it is when its step ended, or after N seconds. */
function waited(platform: Platform) {
  return async (
    request: TenantRequest,
    job: JobData,
    { query }: { readonly query: { readonly wait?: number } },
  ): Promise<JobData> => {
    const seconds = query.wait ?? 0;
    if (seconds === 0) return job;
    return presentJob(await waitForJob({ request, live: platform.live, jobId: job.id, seconds }), parsers);
  };
}

async function jobPage(ctx: ReadCtx, query: QueryOf<typeof listIngestionJobs>) {
  const limit = query.limit ?? 50;
  const sort = query.sort?.[0] ?? '-createdAt';
  const order = sort.endsWith('updatedAt') ? 'updatedAt' : 'createdAt';
  const rows = await listJobs(ctx, {
    states: query.state ?? [],
    tools: query.tool ?? [],
    scopeKeys: query.scopeKey ?? [],
    from: query.from ?? null,
    to: query.to ?? null,
    q: query.q ?? null,
    order,
    descending: sort.startsWith('-'),
    after: readCursor(query.cursor),
    limit,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => presentJob(row, parsers)),
    page: { limit, nextCursor: rows.length > limit && last ? `${last[order]}_${last.id}` : null },
  };
}

function readCursor(cursor: string | undefined): readonly [string, string] | null {
  if (cursor === undefined) return null;
  const [at = '', id = ''] = cursor.split('_');
  if (Number.isNaN(Date.parse(at)) || !isUuid(id))
    throw invalidField('querystring.cursor', 'is not a cursor of this list');
  return [at, id];
}

async function receiptOf(platform: Platform, ctx: ReadCtx, jobId: string) {
  const { receipt } = await getJob(ctx, jobId);
  if (!receipt) throw new AppError('CONFLICT', jobText.noReceipt);
  const body = JSON.parse(receipt.canonical);
  return {
    receipt: body,
    canonical: receipt.canonical,
    signature: receipt.signature,
    keyId: receipt.keyId,
    publicKey: receipt.publicKey,
    valid: platform.keys.verify(receipt.canonical, receipt.signature),
    digestsMatch: body.previewDigest === body.effectDigest,
  };
}
