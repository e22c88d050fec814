import { AppError, invalidField } from '../../kernel/errors.ts';
import type { BodyOf, DataOf, QueryOf } from '../../kernel/operation.ts';
import { decodeCursor, defaultLimit, encodeCursor } from '../../kernel/pagination.ts';
import { realTime } from '../../kernel/time.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import { actorOf } from '../../platform/db/outbox.ts';
import type { generateReport, listReports } from './contract.ts';
import { assessmentScope } from './facts/scope.ts';
import { reportText } from './messages.ts';
import { reportTime } from './period.ts';
import { presentReport, type ReportData } from './present.ts';
import { getReport, insertReport, listReports as selectReports } from './store.ts';
import { reportTypes } from './types/registry.ts';

type Order = BodyOf<typeof generateReport>;

/** Payloads name this task: never rename. */
export const generateTask = 'reports.generate';

/**
 * Takes the order: a row GENERATING and the job that makes it, together.
 * @throws AppError NOT_BUILT for a type that is not built, VALIDATION_FAILED, NOT_FOUND for an assessment that is not there
 */
export async function orderReport(ctx: Ctx, body: Order): Promise<ReportData> {
  const type = reportTypes.get(body.reportType);
  if (!type) throw new AppError('NOT_BUILT', reportText.notBuilt(body.reportType));
  const missing = body.formats?.find((format) => !type.formats.includes(format));
  if (missing !== undefined)
    throw invalidField('body.formats', reportText.formats(body.reportType, type.formats));
  if (body.frameworkCode !== undefined) throw invalidField('body.frameworkCode', reportText.noFramework);
  const { period, asOf } = reportTime(ctx.now, body.period);
  const scope = body.assessmentId === undefined ? null : await assessmentScope(ctx, body.assessmentId);
  const id = ctx.newId();
  await insertReport(ctx, {
    id,
    reportType: body.reportType,
    typeVersion: type.version,
    title: body.title ?? defaultTitle(period, scope?.name),
    assessmentId: scope?.id ?? null,
    frameworkCode: null,
    periodFrom: period.from,
    periodTo: period.to,
    asOf,
    options: { paper: body.paper ?? 'A4', formats: body.formats ?? type.formats },
    requestedBy: actorOf(ctx.actor),
  });
  ctx.enqueue({
    task: generateTask,
    payload: { tenantId: ctx.tenantId, reportId: id },
    key: `${generateTask}:${id}`,
    maxAttempts: 4,
  });
  ctx.audit({
    type: 'report.requested',
    subject: { type: 'report', id },
    data: { reportType: body.reportType, assessmentId: scope?.id ?? null, period },
  });
  announce(ctx, id, 'GENERATING');
  return presentReport(await getReport(ctx, id));
}

function defaultTitle(
  period: { readonly from: string; readonly to: string },
  assessment: string | undefined,
): string {
  const title =
    assessment === undefined
      ? reportText.boardPack(period.from, period.to)
      : reportText.boardPackOf(assessment, period.to);
  return title.slice(0, 200);
}

/** Tells whoever watches that the report moved. */
export function announce(ctx: Ctx, reportId: string, status: ReportData['status']): void {
  ctx.emit({
    type: 'report.changed',
    version: 1,
    subject: { type: 'report', id: reportId },
    payload: { status },
  });
}

export async function reportPage(
  ctx: ReadCtx,
  query: QueryOf<typeof listReports>,
): Promise<DataOf<typeof listReports>> {
  const { limit = defaultLimit, cursor, assessmentId } = query;
  const from = query.from && realTime('querystring.from', query.from);
  const to = query.to && realTime('querystring.to', query.to);
  const sort = query.sort?.[0] ?? '-createdAt';
  const order = sort.endsWith('title') ? 'title' : 'createdAt';
  const name = `reports ${sort}`;
  const after =
    cursor === undefined
      ? undefined
      : decodeCursor(cursor, name, [order === 'title' ? 'text' : 'time', 'uuid']);
  const filter = { types: query.reportType ?? [], statuses: query.status ?? [], assessmentId, from, to };
  const rows = await selectReports(ctx, {
    ...filter,
    order,
    descending: sort.startsWith('-'),
    after,
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(presentReport),
    page: { limit, nextCursor: last ? encodeCursor(name, [last.key, last.id]) : null },
  };
}
