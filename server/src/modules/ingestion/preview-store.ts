import { sql } from 'kysely';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { RawFinding } from './parsers/parser.ts';
import type { JobRow } from './store.ts';

export interface PreviewRow {
  /** `c<n>` of a change, `u<ordinal>` of an unchanged finding. */
  readonly position: string;
  readonly change: string;
  readonly reasons: readonly string[];
  readonly vulnerabilityId: string | null;
  readonly title: string;
  readonly severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFO';
  readonly previousSeverity: PreviewRow['severity'] | null;
  readonly status: 'OPEN' | 'CLIENT_FIXED' | 'VERIFIED' | 'RISK_ACCEPTED' | 'FALSE_POSITIVE' | null;
  readonly class: 'VULNERABILITY' | 'EXPOSURE_SIGNAL' | 'INFORMATIONAL' | 'NEGATIVE_RESULT';
  readonly ruleId: string;
  readonly fingerprint: string;
  readonly targetKey: string;
  /** As the register keeps them. */
  readonly serviceText: string | null;
  readonly componentText: string | null;
  readonly placeText: string | null;
  readonly detail: RawFinding;
  readonly assetId: string | null;
  readonly assetName: string;
  readonly assetKind: string;
  readonly assetIsNew: boolean;
  readonly occurrences: number;
}

export interface PreviewFilter {
  readonly changes: readonly string[];
  readonly classes: readonly string[];
  readonly severities: readonly string[];
  readonly assetId: string | null;
  readonly q: string | null;
  readonly after: { readonly list: 'c' | 'u'; readonly n: number } | null;
  readonly limit: number;
}

const shown = (filter: PreviewFilter) => sql`
  (cardinality(${filter.classes}::text[]) = 0 or x.class::text = any(${filter.classes}))
  and (cardinality(${filter.severities}::text[]) = 0 or x.severity::text = any(${filter.severities}))
  and (${filter.assetId}::uuid is null or x.asset_id = ${filter.assetId}::uuid)
  and (${filter.q}::text is null or position(lower(${filter.q}::text) in lower(concat_ws(' ', f.title, f.rule_id, f.target_key, f.detail->>'cves'))) > 0)`;

const rest = (job: JobRow) => sql`
  f.title, f.rule_id as "ruleId", f.fingerprint, f.target_key as "targetKey", f.service as "serviceText", f.component as "componentText",
  f.location as "placeText", f.detail,
  a.asset_id as "assetId", coalesce(a.name, t.name, '') as "assetName", coalesce(a.kind, t.kind, 'OTHER') as "assetKind", a.asset_id is null as "assetIsNew",
  (select count(*)::int from findings o where o.extraction_id = ${job.extractionId} and o.fingerprint = x.fingerprint) as occurrences`;

/** Differences in the order of the preview. CASE and not coalesce, which is not leakproof: behind row security no index serves it. */
export async function changedRows(
  ctx: ReadCtx,
  job: JobRow,
  filter: PreviewFilter,
): Promise<readonly PreviewRow[]> {
  const after = filter.after?.list === 'c' ? filter.after.n : 0;
  const { rows } = await sql<PreviewRow>`
    select 'c' || x.n as position, x.change, x.reasons, x.vulnerability_id as "vulnerabilityId", x.severity, x.previous_severity as "previousSeverity",
           v.status, x.class, ${rest(job)}
      from ingestion_changes x
      left join vulnerabilities v on v.vulnerability_id = x.vulnerability_id
      join findings f on f.extraction_id = case when x.ordinal is null then v.extraction_id else ${job.extractionId}::uuid end and f.ordinal = case when x.ordinal is null then v.ordinal else x.ordinal end
      left join assets a on a.asset_id = x.asset_id
      left join extraction_targets t on t.extraction_id = ${job.extractionId} and t.target_key = f.target_key
     where x.job_id = ${job.id} and x.n > ${after}
       and (cardinality(${filter.changes}::text[]) = 0 or x.change = any(${filter.changes})) and ${shown(filter)}
     order by x.n limit ${filter.limit}`.execute(ctx.db);
  return rows;
}

/** What stays as it is: identities of the report without a difference. */
export async function unchangedRows(
  ctx: ReadCtx,
  job: JobRow,
  filter: PreviewFilter,
): Promise<readonly PreviewRow[]> {
  const after = filter.after?.list === 'u' ? filter.after.n : -1;
  const { rows } = await sql<PreviewRow>`
    select 'u' || x.ordinal as position, 'UNCHANGED' as change, '{}'::text[] as reasons, x.vulnerability_id as "vulnerabilityId", x.severity,
           null as "previousSeverity", x.status, x.class, ${rest(job)}
      from (select i.ordinal, i.fingerprint, v.vulnerability_id, v.severity, v.status, v.class, v.asset_id
              from findings i join vulnerabilities v on v.fingerprint = i.fingerprint
             where i.extraction_id = ${job.extractionId} and i.ordinal > ${after} and i.class <> 'NEGATIVE_RESULT'
               and not exists (select 1 from ingestion_changes c where c.job_id = ${job.id} and c.fingerprint = i.fingerprint)
               and not exists (select 1 from findings e where e.extraction_id = i.extraction_id and e.fingerprint = i.fingerprint and e.ordinal < i.ordinal)) x
      join findings f on f.extraction_id = ${job.extractionId} and f.ordinal = x.ordinal
      left join assets a on a.asset_id = x.asset_id
      left join extraction_targets t on t.extraction_id = ${job.extractionId} and t.target_key = f.target_key
     where ${shown(filter)}
     order by x.ordinal limit ${filter.limit}`.execute(ctx.db);
  return rows;
}
