import { AppError, invalidField } from '../../kernel/errors.ts';
import type { DataOf, QueryOf } from '../../kernel/operation.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { assetKinds } from '../assets/shapes.ts';
import type { getIngestionPreview } from './contract.ts';
import { effectText, jobText, reasonText } from './messages.ts';
import { changeCountsOf, classCountsOf, severityCountsOf } from './present.ts';
import { matchesOf, type PageMatches, presentMatch, presentPlaces } from './preview-match.ts';
import { changedRows, type PreviewFilter, type PreviewRow, unchangedRows } from './preview-store.ts';
import { changes } from './shapes.ts';
import { getJob } from './store.ts';

type Preview = DataOf<typeof getIngestionPreview>;
type Item = Preview['items'][number];

/** One page of the exact difference, differences first, what stays as it is after them. */
export async function previewPage(
  ctx: ReadCtx,
  jobId: string,
  query: QueryOf<typeof getIngestionPreview>,
): Promise<Preview> {
  const job = await getJob(ctx, jobId);
  if (job.previewDigest === null || job.changeCounts === null)
    throw new AppError('CONFLICT', jobText.noPreview);
  const limit = query.limit ?? 50;
  const filter: PreviewFilter = {
    changes: query.change ?? [],
    classes: query.class ?? [],
    severities: query.severity ?? [],
    assetId: query.assetId ?? null,
    q: query.q ?? null,
    after: readCursor(query.cursor),
    limit: limit + 1,
  };
  const rows = await rowsOf(ctx, job, filter);
  const shown = rows.slice(0, limit);
  const matches = await matchesOf(ctx, job, shown);
  const summary = job.previewSummary ?? {};
  return {
    jobId,
    digest: job.previewDigest,
    computedAt: job.validatedAt ?? ctx.now,
    counts: {
      byChange: changeCountsOf(job.changeCounts),
      byClass: classCountsOf(numbers(summary.byClass)),
      bySeverity: severityCountsOf(numbers(summary.bySeverity)),
      newAssets: typeof summary.newAssets === 'number' ? summary.newAssets : 0,
    },
    summaryOfEffect: effectText(job.changeCounts),
    items: shown.map((row) => presentRow(row, matches)),
    page: { limit, nextCursor: rows.length > limit ? (rows[limit - 1]?.position ?? null) : null },
  };
}

async function rowsOf(
  ctx: ReadCtx,
  job: Parameters<typeof changedRows>[1],
  filter: PreviewFilter,
): Promise<readonly PreviewRow[]> {
  const wanted = (change: string) => filter.changes.length === 0 || filter.changes.includes(change);
  const differences = filter.after?.list === 'u' ? [] : await changedRows(ctx, job, filter);
  const room = filter.limit - differences.length;
  if (room <= 0 || !wanted('UNCHANGED')) return differences;
  return [...differences, ...(await unchangedRows(ctx, job, { ...filter, limit: room }))];
}

function readCursor(cursor: string | undefined): PreviewFilter['after'] {
  if (cursor === undefined) return null;
  const [, list, n] = /^([cu])(\d{1,9})$/.exec(cursor) ?? [];
  if ((list !== 'c' && list !== 'u') || n === undefined)
    throw invalidField('querystring.cursor', 'is not a cursor of this list');
  return { list, n: Number(n) };
}

function presentRow(row: PreviewRow, matches: PageMatches): Item {
  const { detail } = row;
  return {
    id: row.position,
    change: changes.find((word) => word === row.change) ?? 'RECORDED',
    reasons: row.reasons.map((code) => ({ code, message: reasonText[code] ?? code })),
    vulnerabilityId: row.vulnerabilityId,
    title: row.title,
    severity: row.severity,
    previousSeverity: row.previousSeverity,
    status: row.status,
    resultingStatus: resultingStatus(row),
    class: row.class,
    ruleId: row.ruleId,
    cves: [...detail.cves],
    target: {
      kind: detail.target.kind,
      raw: detail.target.raw,
      hostname: detail.target.hostname ?? null,
      ip: detail.target.ip ?? null,
      origin: detail.target.origin ?? null,
      reference: detail.target.reference ?? null,
    },
    asset: {
      id: row.assetId,
      name: row.assetName,
      kind: assetKinds.find((kind) => kind === row.assetKind) ?? 'OTHER',
      isNew: row.assetIsNew,
    },
    component: detail.component
      ? {
          name: detail.component.name,
          version: detail.component.version ?? null,
          fixedVersion: detail.component.fixedVersion ?? null,
          purl: detail.component.purl ?? null,
          ecosystem: detail.component.ecosystem ?? null,
          path: detail.component.path ?? null,
        }
      : null,
    service: detail.service
      ? {
          port: detail.service.port ?? null,
          transport: detail.service.transport ?? null,
          name: detail.service.name ?? null,
        }
      : null,
    evidenceClass: detail.evidenceClass,
    confidence: detail.confidence ?? null,
    occurrences: row.occurrences,
    ...presentPlaces(row, matches),
    match: presentMatch(row, matches),
    where: detail.where,
  };
}

function resultingStatus({ change, class: kind, status }: PreviewRow): Item['resultingStatus'] {
  if (kind !== 'VULNERABILITY') return null;
  if (change === 'NEW' || change === 'REOPENED' || change === 'RECURRING') return 'OPEN';
  return change === 'WOULD_CLOSE' ? 'CLIENT_FIXED' : status;
}

function numbers(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, number] => typeof pair[1] === 'number'),
  );
}
