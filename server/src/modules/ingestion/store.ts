import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { MappedColumnRow } from './column-store.ts';
import type { ExtractionCounts } from './extract/messages.ts';
import type { ReportFormat, ScanMeta } from './parsers/parser.ts';

export type JobState =
  | 'RECEIVED'
  | 'EXTRACTING'
  | 'EXTRACTED'
  | 'VALIDATING'
  | 'VALIDATED'
  | 'FINALIZING'
  | 'FINALIZED'
  | 'REJECTED'
  | 'FAILED'
  | 'DISCARDED';

export interface ActorRef {
  readonly kind: 'USER' | 'API_KEY' | 'SYSTEM';
  readonly id: string;
  readonly onBehalfOf?: string;
  /** Filled in when read. */
  readonly name?: string;
}

export interface Authority {
  readonly organisation: string;
  readonly authorisedBy: string;
  readonly reference?: string;
  readonly windowFrom?: string;
  readonly windowTo?: string;
  readonly note?: string;
}

export interface AssessmentMeta {
  readonly id?: string;
  readonly name?: string;
  readonly methodology?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

export interface Check {
  readonly id: string;
  readonly level: 'ERROR' | 'WARNING' | 'INFO';
  readonly title: string;
  readonly message: string;
  readonly count: number;
}

export interface ClassOverride {
  readonly ruleId: string;
  readonly class: string;
  readonly reason: string;
}

export interface Exclusion {
  readonly ruleId?: string;
  readonly target?: string;
  readonly reason: string;
}

export interface AssetMapping {
  readonly target: string;
  readonly assetId?: string;
  readonly newAsset?: { readonly name: string; readonly kind: string };
}

/** A saved column mapping as it was when the job took it. */
export interface JobMapping {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly columns: readonly MappedColumnRow[];
}

/** A row of `ingestion_jobs`, in the field names of this program. */
export interface JobRow {
  readonly id: string;
  readonly state: JobState;
  readonly stateReason: string | null;
  readonly errorCode: string | null;
  readonly failedStep: string | null;
  readonly process: 'none' | 'preview';
  readonly toolGiven: string | null;
  readonly tool: string | null;
  readonly format: ReportFormat | null;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly scopeKeyId: string;
  readonly scopeKey: string;
  readonly authority: Authority | null;
  readonly assessment: AssessmentMeta;
  readonly extractionId: string | null;
  readonly columnMapping: JobMapping | null;
  readonly assetMapping: readonly AssetMapping[];
  readonly classOverrides: readonly ClassOverride[];
  readonly exclusions: readonly Exclusion[];
  readonly checks: readonly Check[];
  readonly acknowledged: readonly string[];
  readonly changeCounts: Record<string, number> | null;
  readonly previewSummary: Record<string, unknown> | null;
  readonly previewDigest: string | null;
  readonly previewBase: string | null;
  readonly assessmentId: string | null;
  readonly receipt: {
    readonly canonical: string;
    readonly signature: string;
    readonly keyId: string;
    readonly publicKey: string;
  } | null;
  readonly progress: {
    readonly phase: string;
    readonly done: number;
    readonly total: number | null;
    readonly ratePerSecond: number | null;
  } | null;
  readonly byStandingAuthority: boolean;
  readonly createdAt: string;
  readonly createdBy: ActorRef;
  readonly updatedAt: string;
  readonly extractedAt: string | null;
  readonly validatedAt: string | null;
  readonly finalizedAt: string | null;
  readonly finalizedBy: ActorRef | null;
  readonly version: number;
  /** From the extraction, when there is one. */
  readonly parserVersion: number | null;
  readonly counts: ExtractionCounts | null;
  readonly problems: readonly ProblemRow[];
  readonly problemCount: number;
  readonly targetCount: number;
}

export interface ProblemRow {
  readonly code: string;
  readonly message: string;
  readonly where: string;
  readonly count: number;
}

const columns = sql`
  j.job_id as id, j.state, j.state_reason as "stateReason", j.error_code as "errorCode", j.failed_step as "failedStep", j.process,
  j.tool_given as "toolGiven", j.tool, j.format, j.file_name as "fileName", j.size_bytes as "sizeBytes", j.sha256,
  j.scope_key_id as "scopeKeyId", k.key as "scopeKey", j.authority, j.assessment, j.extraction_id as "extractionId", j.column_mapping as "columnMapping",
  j.asset_mapping as "assetMapping", j.class_overrides as "classOverrides", j.exclusions, j.checks, j.acknowledged,
  j.change_counts as "changeCounts", j.preview_summary as "previewSummary", j.preview_digest as "previewDigest", j.preview_base as "previewBase",
  j.assessment_id as "assessmentId", j.receipt, j.progress, j.by_standing_authority as "byStandingAuthority", j.created_at as "createdAt",
  j.created_by || jsonb_build_object('name', actor_name(j.created_by)) as "createdBy", j.updated_at as "updatedAt", j.extracted_at as "extractedAt", j.validated_at as "validatedAt",
  j.finalized_at as "finalizedAt", j.finalized_by || jsonb_build_object('name', actor_name(j.finalized_by)) as "finalizedBy", j.version, e.parser_version as "parserVersion", e.counts,
  coalesce(e.problems, '[]') as problems, coalesce(e.problem_count, 0) as "problemCount", coalesce(e.target_count, 0) as "targetCount"`;

const source = sql`
  ingestion_jobs j
  join scope_keys k on k.tenant_id = j.tenant_id and k.scope_key_id = j.scope_key_id
  left join extractions e on e.tenant_id = j.tenant_id and e.extraction_id = j.extraction_id`;

/** @throws AppError NOT_FOUND */
export async function getJob(ctx: ReadCtx, jobId: string): Promise<JobRow> {
  const { rows } = await sql<JobRow>`select ${columns} from ${source} where j.job_id = ${jobId}`.execute(
    ctx.db,
  );
  return rows[0] ?? missing();
}

/** Locks the job, so that its state changes one step at a time. @throws AppError NOT_FOUND */
export async function lockJob(ctx: Ctx, jobId: string): Promise<JobRow> {
  const { rows } =
    await sql<JobRow>`select ${columns} from ${source} where j.job_id = ${jobId} for update of j`.execute(
      ctx.db,
    );
  return rows[0] ?? missing();
}

function missing(): never {
  throw notFound();
}

export interface JobFilter {
  readonly states: readonly string[];
  readonly tools: readonly string[];
  readonly scopeKeys: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly q: string | null;
  readonly order: 'createdAt' | 'updatedAt';
  readonly descending: boolean;
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

/** One row more than `limit`, so that the caller knows whether there is a next page. */
export async function listJobs(ctx: ReadCtx, filter: JobFilter): Promise<readonly JobRow[]> {
  const column = filter.order === 'createdAt' ? sql`j.created_at` : sql`j.updated_at`;
  const direction = filter.descending ? sql`desc` : sql`asc`;
  const beyond = filter.descending ? sql`<` : sql`>`;
  const { rows } = await sql<JobRow>`
    select ${columns} from ${source}
     where (cardinality(${filter.states}::text[]) = 0 or j.state = any(${filter.states}))
       and (cardinality(${filter.tools}::text[]) = 0 or j.tool = any(${filter.tools}))
       and (cardinality(${filter.scopeKeys}::text[]) = 0 or k.key = any(${filter.scopeKeys}))
       and (${filter.from}::timestamptz is null or j.created_at >= ${filter.from}::timestamptz)
       and (${filter.to}::timestamptz is null or j.created_at < ${filter.to}::timestamptz)
       and (${filter.q}::text is null or position(lower(${filter.q}::text) in lower(j.file_name)) > 0)
       and (${filter.after?.[0] ?? null}::timestamptz is null
            or (${column}, j.job_id) ${beyond} (${filter.after?.[0] ?? null}::timestamptz, ${filter.after?.[1] ?? null}::uuid))
     order by ${column} ${direction}, j.job_id ${direction} limit ${filter.limit + 1}`.execute(ctx.db);
  return rows;
}

export interface NewJob {
  readonly id: string;
  readonly process: 'none' | 'preview';
  readonly toolGiven: string | null;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly scopeKeyId: string;
  readonly authority: Authority | null;
  readonly assessment: AssessmentMeta;
  readonly columnMapping: JobMapping | null;
  readonly createdBy: ActorRef;
}

export async function insertJob(ctx: Ctx, job: NewJob): Promise<void> {
  await sql`insert into ingestion_jobs (tenant_id, job_id, state, process, tool_given, tool, file_name, size_bytes, sha256, scope_key_id,
      authority, assessment, column_mapping, created_at, created_by, updated_at)
    values (${ctx.tenantId}, ${job.id}, 'RECEIVED', ${job.process}, ${job.toolGiven}, ${job.toolGiven}, ${job.fileName}, ${job.sizeBytes},
      ${job.sha256}, ${job.scopeKeyId}, ${json(job.authority)}, ${json(job.assessment)}, ${json(job.columnMapping)}, ${ctx.now}, ${json(job.createdBy)}, ${ctx.now})`.execute(
    ctx.db,
  );
}

/** Columns that may be set, by their names in the database. */
export interface JobPatch {
  readonly state?: JobState;
  readonly state_reason?: string | null;
  readonly error_code?: string | null;
  readonly failed_step?: string | null;
  readonly process?: 'none' | 'preview';
  readonly tool?: string | null;
  readonly tool_given?: string | null;
  readonly format?: string | null;
  readonly extraction_id?: string | null;
  readonly column_mapping?: unknown;
  readonly authority?: unknown;
  readonly asset_mapping?: unknown;
  readonly class_overrides?: unknown;
  readonly exclusions?: unknown;
  readonly checks?: unknown;
  readonly acknowledged?: readonly string[];
  readonly change_counts?: unknown;
  readonly preview_summary?: unknown;
  readonly preview_digest?: string | null;
  readonly preview_base?: string | null;
  readonly assessment_id?: string | null;
  readonly receipt?: unknown;
  readonly progress?: unknown;
  readonly by_standing_authority?: boolean;
  readonly extracted_at?: string | null;
  readonly validated_at?: string | null;
  readonly finalized_at?: string | null;
  readonly finalized_by?: unknown;
}

const jsonColumns: ReadonlySet<string> = new Set([
  'authority',
  'asset_mapping',
  'column_mapping',
  'class_overrides',
  'exclusions',
  'checks',
  'change_counts',
  'preview_summary',
  'receipt',
  'progress',
  'finalized_by',
]);

export async function patchJob(ctx: Ctx, jobId: string, patch: JobPatch): Promise<void> {
  const sets = Object.entries(patch).map(([column, value]) =>
    jsonColumns.has(column) ? sql`${sql.ref(column)} = ${json(value)}` : sql`${sql.ref(column)} = ${value}`,
  );
  const { rows } = await sql<{ before: JobState; after: JobState }>`
    update ingestion_jobs j set ${sql.join(sets)}, updated_at = ${ctx.now}, version = j.version + 1
      from (select job_id, state from ingestion_jobs where job_id = ${jobId} for update) b
     where j.job_id = b.job_id returning b.state as before, j.state as after`.execute(ctx.db);
  // The dashboard counts what waits for a person.
  const waits = (state: JobState | undefined) => state === 'VALIDATED';
  if (waits(rows[0]?.before) !== waits(rows[0]?.after)) ctx.touchDashboard();
}

/** Progress is not a change: no version, no event; only whoever watches is told. */
export async function noteProgress(
  ctx: Ctx,
  jobId: string,
  progress: NonNullable<JobRow['progress']>,
): Promise<void> {
  await sql`update ingestion_jobs set progress = ${json(progress)} where job_id = ${jobId}`.execute(ctx.db);
  await sql`select pg_notify('crp_progress', ${`${ctx.tenantId}:${JSON.stringify({ jobId, progress })}`})`.execute(
    ctx.db,
  );
}

export interface ExtractionRow {
  readonly id: string;
  readonly tool: string;
  readonly format: string | null;
  readonly parserVersion: number;
  readonly identityVersion: number;
  readonly scan: ScanMeta;
  readonly checksRun: readonly string[] | null;
  readonly checksAll: boolean;
  readonly counts: ExtractionCounts;
}

const extractionColumns = sql`extraction_id as id, tool, format, parser_version as "parserVersion", identity_version as "identityVersion",
  scan, checks_run as "checksRun", checks_all as "checksAll", counts`;

export async function getExtraction(ctx: ReadCtx, extractionId: string): Promise<ExtractionRow> {
  const { rows } =
    await sql<ExtractionRow>`select ${extractionColumns} from extractions where extraction_id = ${extractionId}`.execute(
      ctx.db,
    );
  return rows[0] ?? missing();
}

interface SameReading {
  readonly sha256: string;
  readonly tool: string;
  readonly parserVersion: number;
  readonly scopeKeyId: string;
  readonly mappingDigest: string;
}

/** The same bytes read by the same parser version with the same columns for the same scope: nothing to do again. */
export async function findExtraction(ctx: ReadCtx, same: SameReading): Promise<ExtractionRow | undefined> {
  const { rows } =
    await sql<ExtractionRow>`select ${extractionColumns} from extractions where complete and sha256 = ${same.sha256}
    and tool = ${same.tool} and parser_version = ${same.parserVersion} and scope_key_id = ${same.scopeKeyId}
    and mapping_digest = ${same.mappingDigest}`.execute(ctx.db);
  return rows[0];
}

/** A parameter for a jsonb column; null stays SQL null. */
export function json(value: unknown) {
  return sql`${value === null || value === undefined ? null : JSON.stringify(value)}::jsonb`;
}
