import { sql } from 'kysely';
import type { Severity } from '../../kernel/severity.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import {
  type FindingComponent,
  type FindingService,
  type FindingTarget,
  type VulnerabilityRow,
  vulnerabilityColumns,
  vulnerabilityJoins,
} from './columns.ts';

/** The finding's document, as its parser wrote it, without the source's own fields. */
export interface FindingDocument {
  readonly description?: string;
  readonly impact?: string;
  readonly remediation?: string;
  readonly evidence?: string;
  readonly references: readonly string[];
  readonly cvss: readonly {
    readonly version: '2.0' | '3.0' | '3.1' | '4.0';
    readonly score?: number;
    readonly vector?: string;
    readonly source?: string;
  }[];
  readonly toolUniqueId?: string;
  readonly matcher?: string;
  readonly locations: readonly FindingPlace[];
}

export interface FindingPlace {
  readonly url?: string;
  readonly path?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly method?: string;
  readonly parameter?: string;
  readonly snippet?: string;
}

export interface DetailRow extends VulnerabilityRow {
  readonly notes: string;
  readonly fixDeclaredBy: string | null;
  readonly fingerprint: string;
  readonly identityVersion: number;
  readonly identityFields: readonly string[] | null;
  readonly statedSeverity: Severity;
  readonly overridden: boolean;
  readonly overrideReason: string | null;
  readonly document: FindingDocument | null;
}

export interface OverrideRow {
  readonly at: string;
  readonly actor: {
    readonly kind: 'USER' | 'API_KEY' | 'SYSTEM';
    readonly id: string;
    readonly name: string;
  };
}

export interface OccurrenceRow {
  readonly extractionId: string;
  readonly ordinal: number;
  readonly assessmentId: string | null;
  readonly jobId: string;
  readonly tool: string;
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly scanAt: string;
  readonly total: number;
  readonly sourceSeverity: string;
  readonly target: FindingTarget;
  readonly component: FindingComponent | null;
  readonly service: FindingService | null;
  readonly evidenceClass: 'DIRECT' | 'INFERRED' | 'DECLARED';
  readonly confidence: number | null;
  readonly where: string;
  readonly seenAt: string | null;
  readonly evidence: string | null;
}

export const maxOccurrences = 50;
export const maxPlaces = 200;
const maxEvidenceLength = 20_000;

export async function selectDetail(ctx: ReadCtx, id: string): Promise<DetailRow | undefined> {
  const { rows } = await sql<DetailRow>`
    select ${vulnerabilityColumns(ctx.now)}, v.notes, v.fix_declared_by as "fixDeclaredBy", v.fingerprint, v.identity_version as "identityVersion",
           e.identity_fields as "identityFields", v.severity as "statedSeverity", v.severity_override is not null as overridden,
           v.severity_override_reason as "overrideReason", coalesce(t.body, '{}') || (f.detail - 'sourceData') as document
      from vulnerabilities v ${vulnerabilityJoins}
      left join extractions e on e.extraction_id = v.extraction_id
      left join finding_texts t on t.text_id = f.text_id
     where v.vulnerability_id = ${id}`.execute(ctx.db);
  return rows[0];
}

/** Findings of finalized jobs that state this identity, newest first. One file imported twice is two occurrences. */
export async function selectOccurrences(ctx: ReadCtx, id: string): Promise<readonly OccurrenceRow[]> {
  const { rows } = await sql<OccurrenceRow>`
    with stated as (
      select f.extraction_id, f.ordinal, f.title, f.severity, f.rule_id, f.detail, j.job_id, e.tool, p.assessment_id,
             coalesce(p.finished_at, j.finalized_at, j.created_at) as scan_at, count(*) over () as total
        from vulnerabilities v
        join findings f on f.fingerprint = v.fingerprint
        join ingestion_jobs j on j.extraction_id = f.extraction_id and j.state = 'FINALIZED'
        join extractions e on e.extraction_id = f.extraction_id
        left join assessments p on p.assessment_id = j.assessment_id and p.deleted_at is null
       where v.vulnerability_id = ${id}
       order by scan_at desc, j.job_id desc, f.ordinal limit ${maxOccurrences})
    select s.extraction_id as "extractionId", s.ordinal, s.assessment_id as "assessmentId", s.job_id as "jobId", s.tool, s.rule_id as "ruleId",
           s.title, s.severity, s.scan_at as "scanAt", s.total, d."sourceSeverity", d.target, d.component, d.service, d."evidenceClass",
           d.confidence, d."where", d."seenAt", left(d.evidence, ${maxEvidenceLength}) as evidence
      from stated s, lateral jsonb_to_record(s.detail) as d("sourceSeverity" text, target jsonb, component jsonb, service jsonb,
        "evidenceClass" text, confidence float8, "where" text, "seenAt" text, evidence text)
     order by s.scan_at desc, s.job_id desc, s.ordinal`.execute(ctx.db);
  return rows;
}

/** Places of all rows of the newest report that state it. */
export async function selectPlaces(ctx: ReadCtx, id: string): Promise<readonly FindingPlace[]> {
  const { rows } = await sql<{ place: FindingPlace }>`
    select l.place from vulnerabilities v
      join findings f on f.extraction_id = v.extraction_id and f.fingerprint = v.fingerprint
      cross join lateral jsonb_array_elements(f.detail->'locations') with ordinality as l(place, n)
     where v.vulnerability_id = ${id} order by f.ordinal = v.ordinal desc, f.ordinal, l.n limit ${maxPlaces}`.execute(
    ctx.db,
  );
  return rows.map(({ place }) => place);
}

/** Who set the severity that stands now. */
export async function selectOverride(ctx: ReadCtx, id: string): Promise<OverrideRow | undefined> {
  const { rows } = await sql<OverrideRow>`
    select h.effective_at as at, jsonb_build_object('kind', h.actor->>'kind', 'id', h.actor->>'id', 'name', actor_name(h.actor)) as actor
      from vulnerability_history h where h.vulnerability_id = ${id} and h.kind = 'SEVERITY'
     order by h.effective_at desc, h.history_id desc limit 1`.execute(ctx.db);
  return rows[0];
}
