import { type RawBuilder, sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';

export type ReportStatus = 'GENERATING' | 'AVAILABLE' | 'FAILED';
export type Format = 'pdf' | 'json' | 'xlsx' | 'html';

export interface ActorRef {
  readonly kind: 'USER' | 'API_KEY' | 'SYSTEM' | 'ANONYMOUS';
  readonly id: string;
  readonly onBehalfOf?: string;
}

export interface ReportOptions {
  readonly paper: 'A4' | 'LETTER';
  readonly formats: readonly Format[];
}

/** A frozen file of a report. */
export interface FileRow {
  readonly format: Format;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly signature: string;
  readonly keyId: string;
  readonly publicKey: string;
  readonly pages: number | null;
}

/** A row of `reports`, in the field names of this program. */
export interface ReportRow {
  readonly id: string;
  readonly reportType: string;
  readonly typeVersion: number;
  readonly status: ReportStatus;
  readonly title: string;
  readonly assessmentId: string | null;
  readonly frameworkCode: string | null;
  /** YYYY-MM-DD */
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly asOf: string;
  readonly options: ReportOptions;
  readonly score: number | null;
  readonly riskLevel: string | null;
  readonly formulaVersion: string | null;
  readonly snapshotSha256: string | null;
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly requestedBy: ActorRef & { readonly name: string };
  readonly createdAt: string;
  readonly completedAt: string | null;
  readonly files: readonly FileRow[];
}

const columns = sql`
  r.report_id as id, r.report_type as "reportType", r.type_version as "typeVersion", r.status, r.title, r.assessment_id as "assessmentId",
  r.framework_code as "frameworkCode", r.period_from::text as "periodFrom", r.period_to::text as "periodTo", r.as_of as "asOf", r.options,
  r.score::float8 as score, r.risk_level as "riskLevel", r.formula_version as "formulaVersion", r.snapshot_sha256 as "snapshotSha256",
  r.failure_code as "failureCode", r.failure_message as "failureMessage",
  r.requested_by || jsonb_build_object('name', actor_name(r.requested_by)) as "requestedBy", r.created_at as "createdAt",
  r.completed_at as "completedAt",
  coalesce((select jsonb_agg(jsonb_build_object('format', f.format, 'sha256', f.sha256, 'sizeBytes', f.size_bytes,
      'contentType', f.content_type, 'signature', f.signature, 'keyId', f.key_id, 'publicKey', f.public_key, 'pages', f.pages)
      order by array_position(array['pdf', 'html', 'xlsx', 'json'], f.format))
    from report_files f where f.report_id = r.report_id), '[]') as files`;

export type NewReport = Pick<
  ReportRow,
  | 'id'
  | 'reportType'
  | 'typeVersion'
  | 'title'
  | 'assessmentId'
  | 'frameworkCode'
  | 'periodFrom'
  | 'periodTo'
  | 'asOf'
  | 'options'
> & { readonly requestedBy: ActorRef };

export async function insertReport(ctx: Ctx, report: NewReport): Promise<void> {
  await sql`insert into reports (tenant_id, report_id, report_type, type_version, status, title, assessment_id, framework_code,
      period_from, period_to, as_of, options, requested_by, created_at)
    values (${ctx.tenantId}, ${report.id}, ${report.reportType}, ${report.typeVersion}, 'GENERATING', ${report.title}, ${report.assessmentId},
      ${report.frameworkCode}, ${report.periodFrom}::date, ${report.periodTo}::date, ${report.asOf}, ${JSON.stringify(report.options)}::jsonb,
      ${JSON.stringify(report.requestedBy)}::jsonb, ${ctx.now})`.execute(ctx.db);
}

/** @throws AppError NOT_FOUND */
export async function getReport(ctx: ReadCtx, reportId: string): Promise<ReportRow> {
  const { rows } =
    await sql<ReportRow>`select ${columns} from reports r where r.report_id = ${reportId}`.execute(ctx.db);
  const row = rows[0];
  if (!row) throw notFound();
  return row;
}

/** Holds the row until the transaction ends. @throws AppError NOT_FOUND */
export async function lockReport(ctx: Ctx, reportId: string): Promise<ReportRow> {
  await sql`select 1 from reports where report_id = ${reportId} for update`.execute(ctx.db);
  return getReport(ctx, reportId);
}

export interface ReportFilter {
  readonly types: readonly string[];
  readonly statuses: readonly string[];
  readonly assessmentId: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly order: 'createdAt' | 'title';
  readonly descending: boolean;
  /** Sort value and id of the last row of the page before. */
  readonly after: readonly string[] | undefined;
  readonly limit: number;
}

export async function listReports(
  ctx: ReadCtx,
  filter: ReportFilter,
): Promise<readonly (ReportRow & { readonly key: string })[]> {
  const { order, descending, after, limit } = filter;
  const expression = order === 'title' ? sql`lower(r.title)` : sql`r.created_at`;
  const type = order === 'title' ? sql`text` : sql`timestamptz`;
  const direction = descending ? sql`desc` : sql`asc`;
  const beyond = descending ? sql`<` : sql`>`;
  const place =
    after === undefined
      ? sql`true`
      : sql`(${expression}, r.report_id) ${beyond} (${after[0]}::${type}, ${after[1]}::uuid)`;
  const { rows } = await sql<ReportRow & { readonly key: string }>`
    select ${columns}, ${expression}::text as key from reports r where ${matching(filter)} and ${place}
     order by ${expression} ${direction}, r.report_id ${direction} limit ${limit}`.execute(ctx.db);
  return rows;
}

function matching({ types, statuses, assessmentId, from, to }: ReportFilter): RawBuilder<unknown> {
  return sql.join(
    [
      sql`true`,
      ...(types.length > 0 ? [sql`r.report_type = any(${types})`] : []),
      ...(statuses.length > 0 ? [sql`r.status = any(${statuses})`] : []),
      ...(assessmentId === undefined ? [] : [sql`r.assessment_id = ${assessmentId}`]),
      ...(from === undefined ? [] : [sql`r.created_at >= ${from}::timestamptz`]),
      ...(to === undefined ? [] : [sql`r.created_at < ${to}::timestamptz`]),
    ],
    sql` and `,
  );
}

export interface Frozen {
  readonly snapshotSha256: string;
  readonly asOf: string;
  readonly score: number | null;
  readonly riskLevel: string | null;
  readonly formulaVersion: string;
}

/** The first snapshot stays. @returns false when there is one already */
export async function noteSnapshot(ctx: Ctx, reportId: string, frozen: Frozen): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update reports set snapshot_sha256 = ${frozen.snapshotSha256}, as_of = ${frozen.asOf}, score = ${frozen.score},
      risk_level = ${frozen.riskLevel}, formula_version = ${frozen.formulaVersion}
    where report_id = ${reportId} and status = 'GENERATING' and snapshot_sha256 is null`.execute(ctx.db);
  return numAffectedRows === 1n;
}

export async function finishReport(ctx: Ctx, reportId: string, files: readonly FileRow[]): Promise<void> {
  for (const file of files) {
    await sql`insert into report_files (tenant_id, report_id, format, sha256, size_bytes, content_type, signature, key_id, public_key, pages, created_at)
      values (${ctx.tenantId}, ${reportId}, ${file.format}, ${file.sha256}, ${file.sizeBytes}, ${file.contentType}, ${file.signature},
        ${file.keyId}, ${file.publicKey}, ${file.pages}, ${ctx.now})`.execute(ctx.db);
  }
  await sql`update reports set status = 'AVAILABLE', completed_at = ${ctx.now} where report_id = ${reportId}`.execute(
    ctx.db,
  );
}

export async function failReport(
  ctx: Ctx,
  reportId: string,
  failure: { readonly code: string; readonly message: string },
): Promise<void> {
  await sql`update reports set status = 'FAILED', failure_code = ${failure.code}, failure_message = ${failure.message}, completed_at = ${ctx.now}
    where report_id = ${reportId}`.execute(ctx.db);
}
