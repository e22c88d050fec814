import { sql } from 'kysely';
import type { DataOf } from '../../kernel/operation.ts';
import type { getAssessment } from './contract.ts';

export type Assessment = DataOf<typeof getAssessment>;

/** Counted over findings, which never change: the same whenever it is counted. */
export interface Summary {
  /** Finalized jobs it was counted over; with another number it is out of date. */
  readonly jobs: number;
  readonly findings: number;
  readonly vulnerabilities: number;
  readonly assets: number;
  readonly openBySeverity: Assessment['counts']['openBySeverity'];
  readonly byClass: Assessment['counts']['byClass'];
}

export interface AssessmentRow {
  readonly id: string;
  readonly name: string;
  readonly methodology: string | null;
  readonly scopeKey: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly provenance: Assessment['provenance'];
  /** Null until counted. */
  readonly summary: Summary | null;
  readonly score: number | null;
  readonly riskLevel: Assessment['riskLevel'];
  readonly createdBy: Assessment['createdBy'];
  readonly createdAt: string;
  readonly version: number;
}

/** Needs `assessmentJoins`. Provenance is the newest import's. */
export const assessmentColumns = sql`
  p.assessment_id as id, p.name, nullif(p.methodology, '') as methodology, k.key as "scopeKey", p.started_at as "startedAt",
  p.finished_at as "finishedAt", p.score::float8 as score, p.risk_level as "riskLevel", p.created_at as "createdAt", p.version,
  jsonb_build_object('kind', p.created_by->>'kind', 'id', p.created_by->>'id', 'name', actor_name(p.created_by)) as "createdBy",
  case when j.job_id is not null then jsonb_build_object('jobId', j.job_id, 'tool', j.tool, 'toolVersion', p.tool_version,
    'fileName', j.file_name, 'sha256', j.sha256, 'authorisedBy', coalesce(j.authority, p.authority, k.authority)->>'authorisedBy') end as provenance,
  case when (p.summary->>'jobs')::bigint = j.jobs then p.summary end as summary`;

export const assessmentJoins = sql`
  join scope_keys k on k.scope_key_id = p.scope_key_id
  left join lateral (
    select i.*, count(*) over () as jobs from ingestion_jobs i
     where i.assessment_id = p.assessment_id and i.state = 'FINALIZED' order by i.finalized_at desc, i.job_id desc limit 1) j on true`;

const nothing: Summary = {
  jobs: 0,
  findings: 0,
  vulnerabilities: 0,
  assets: 0,
  openBySeverity: { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFO: 0 },
  byClass: { VULNERABILITY: 0, EXPOSURE_SIGNAL: 0, INFORMATIONAL: 0, NEGATIVE_RESULT: 0 },
};

export function present(row: AssessmentRow, counted: Summary | undefined): Assessment {
  const { jobs: _, ...counts } = row.summary ?? counted ?? nothing;
  return {
    id: row.id,
    name: row.name,
    methodology: row.methodology,
    scopeKey: row.scopeKey,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    provenance: row.provenance,
    counts,
    score: row.score,
    riskLevel: row.riskLevel,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    version: row.version,
  };
}
