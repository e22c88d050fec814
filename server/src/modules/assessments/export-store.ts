import { sql } from 'kysely';
import type { ReadCtx } from '../../platform/db/ctx.ts';

/** A finding of the assessment beside the record that it is evidence of. */
export interface ExportRow {
  readonly jobId: string;
  readonly extractionId: string;
  readonly ordinal: number;
  readonly vulnerabilityId: string | null;
  readonly status: string | null;
  readonly severity: string;
  readonly sourceSeverity: string;
  readonly class: string;
  readonly title: string;
  readonly tool: string;
  readonly ruleId: string;
  readonly asset: string | null;
  readonly target: string;
  readonly cves: readonly string[];
  readonly cwes: readonly number[];
  readonly cvssScore: number | null;
  readonly component: string | null;
  readonly fixedVersion: string | null;
  readonly service: string | null;
  readonly location: string | null;
  readonly owner: string | null;
  readonly dueAt: string | null;
  readonly firstSeenAt: string | null;
  readonly remediation: string | null;
  readonly description: string | null;
  readonly evidence: string | null;
  readonly where: string;
}

export interface ExportPart {
  readonly jobId: string;
  readonly extractionId: string;
  readonly tool: string;
}

/** The readings that the assessment rests on; a file imported twice counts once. */
export async function selectParts(ctx: ReadCtx, assessmentId: string): Promise<readonly ExportPart[]> {
  const { rows } = await sql<ExportPart>`
    select distinct on (j.extraction_id) j.job_id as "jobId", j.extraction_id as "extractionId", j.tool from ingestion_jobs j
     where j.assessment_id = ${assessmentId} and j.state = 'FINALIZED' order by j.extraction_id, j.finalized_at desc`.execute(
    ctx.db,
  );
  return rows;
}

interface Stretch {
  readonly part: ExportPart;
  /** Row of the file to go on after. */
  readonly after: number;
  readonly limit: number;
}

export async function selectStretch(
  ctx: ReadCtx,
  { part, after, limit }: Stretch,
): Promise<readonly ExportRow[]> {
  const { rows } = await sql<ExportRow>`
    with part as materialized (
      select * from findings where extraction_id = ${part.extractionId} and ordinal > ${after} order by ordinal limit ${limit})
    select ${part.jobId} as "jobId", f.extraction_id as "extractionId", f.ordinal, v.vulnerability_id as "vulnerabilityId", v.status, f.severity,
           f.source_severity as "sourceSeverity", f.class, f.title, ${part.tool} as tool, f.rule_id as "ruleId", a.name as asset, d.target->>'raw' as target,
           f.cves, f.cwes, f.cvss_score::float8 as "cvssScore", f.component, d.component->>'fixedVersion' as "fixedVersion", f.service, f.location,
           u.display_name as owner, coalesce(v.due_at, v.sla_due_at) as "dueAt", v.first_seen_at as "firstSeenAt", coalesce(d.remediation, t.body->>'remediation') as remediation,
           coalesce(d.description, t.body->>'description') as description,
           d.evidence, d."where"
      from part f
      left join lateral jsonb_to_record(f.detail) as d(target jsonb, component jsonb, remediation text, description text, evidence text, "where" text) on true
      left join finding_texts t on t.text_id = f.text_id
      left join vulnerabilities v on v.fingerprint = f.fingerprint
      left join assets a on a.asset_id = v.asset_id
      left join users u on u.user_id = coalesce(v.owner_id, a.owner_id)
     order by f.ordinal`.execute(ctx.db);
  return rows;
}
