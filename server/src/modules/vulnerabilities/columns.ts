import { sql } from 'kysely';
import type { ResultClass, Severity } from '../../kernel/severity.ts';
import type { Status } from './lifecycle.ts';

/** A row of the register with what stands around it, in the field names of this program. */
export interface VulnerabilityRow {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly sourceSeverity: string;
  readonly class: ResultClass;
  readonly status: Status | null;
  readonly assetId: string;
  readonly assetName: string;
  readonly criticality: number;
  readonly targetKey: string;
  readonly ruleId: string;
  readonly cves: readonly string[];
  readonly cwes: readonly number[];
  readonly advisories: readonly string[];
  readonly kev: boolean;
  readonly epss: number | null;
  readonly cvssScore: number | null;
  readonly cvssVector: string | null;
  readonly locationCount: number;
  /** Of the vulnerability, else of its asset. */
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly ownerFromAsset: boolean;
  readonly dueAt: string | null;
  readonly slaState: 'NONE' | 'ON_TRACK' | 'DUE_SOON' | 'OVERDUE' | 'MET' | 'MISSED';
  readonly recurrences: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly acceptedUntil: string | null;
  readonly tags: readonly string[];
  readonly tool: string;
  readonly scopeKey: string | null;
  readonly assessmentIds: readonly string[];
  readonly version: number;
  readonly target: FindingTarget | null;
  readonly component: FindingComponent | null;
  readonly service: FindingService | null;
  readonly exploitAvailable: boolean | null;
  readonly confidence: number | null;
  readonly evidenceClass: 'DIRECT' | 'INFERRED' | 'DECLARED' | null;
}

/** Parts of a finding as the parser kept them; absent means the report does not say. */
export interface FindingTarget {
  readonly kind:
    | 'HOST'
    | 'WEB_APPLICATION'
    | 'CONTAINER_IMAGE'
    | 'REPOSITORY'
    | 'APPLICATION'
    | 'CLOUD_RESOURCE'
    | 'OTHER';
  readonly raw: string;
  readonly hostname?: string;
  readonly ip?: string;
  readonly origin?: string;
  readonly reference?: string;
}

export interface FindingComponent {
  readonly name: string;
  readonly version?: string;
  readonly fixedVersion?: string;
  readonly purl?: string;
  readonly ecosystem?: string;
  readonly path?: string;
}

export interface FindingService {
  readonly port?: number;
  readonly transport?: string;
  readonly name?: string;
}

/** A person's word goes before the source's. */
export const effectiveSeverity = sql`coalesce(v.severity_override, v.severity)`;
export const dueAt = sql`coalesce(v.due_at, v.sla_due_at)`;
/** Who looks after the asset looks after what is on it, until somebody else is named. Needs the asset as `a`. */
export const effectiveOwner = sql`coalesce(v.owner_id, a.owner_id)`;

/** A present sighting is renewed by each scan of its scope, without a write; one that ended says which was the last to see it. */
const seenAt = sql`max(case when s.present then r.last_scan_at else s.last_seen_at end)`;
const sighted = sql`sightings s left join scope_scans r on r.scope_key_id = s.scope_key_id and r.tool = s.tool`;

/** For a page's rows, one by one. */
export const lastSeenAt = sql`greatest((select ${seenAt} from ${sighted} where s.vulnerability_id = v.vulnerability_id), v.first_seen_at)`;
/** For all at once, where a list is ordered by it. */
export const seenAtAll = sql`select s.vulnerability_id, ${seenAt} as at from ${sighted} group by s.vulnerability_id`;

const dueSoonDays = 7;

/** The clock stops when a fix is declared, and runs on as if it never had when the fix does not hold. */
export const slaStateAt = (now: string) => sql`case
  when v.status is null or v.status = 'FALSE_POSITIVE' or ${dueAt} is null then 'NONE'
  when v.status <> 'OPEN' then case when coalesce(v.closed_at, v.status_changed_at) <= ${dueAt} then 'MET' else 'MISSED' end
  when ${dueAt} < ${now}::timestamptz then 'OVERDUE'
  when ${dueAt} < ${now}::timestamptz + make_interval(days => ${sql.lit(dueSoonDays)}) then 'DUE_SOON'
  else 'ON_TRACK' end`;

const assessmentIds = sql`array(
  select p.assessment_id::text from findings g
    join ingestion_jobs j on j.extraction_id = g.extraction_id and j.state = 'FINALIZED'
    join assessments p on p.assessment_id = j.assessment_id and p.deleted_at is null
   where g.fingerprint = v.fingerprint
   group by p.assessment_id, p.finished_at order by p.finished_at desc nulls last, p.assessment_id desc limit 20)`;

/** Needs `vulnerabilityJoins`. */
export const vulnerabilityColumns = (now: string) => sql`
  v.vulnerability_id as id, v.title, ${effectiveSeverity} as severity, v.source_severity as "sourceSeverity", v.class, v.status,
  v.asset_id as "assetId", a.name as "assetName", a.criticality, v.target_key as "targetKey", v.rule_id as "ruleId",
  v.cves, v.cwes, v.advisories, v.kev, v.epss::float8 as epss, v.cvss_score::float8 as "cvssScore", v.cvss_vector as "cvssVector",
  v.location_count as "locationCount", ${effectiveOwner} as "ownerId", u.display_name as "ownerName",
  v.owner_id is null and a.owner_id is not null as "ownerFromAsset", ${dueAt} as "dueAt",
  ${slaStateAt(now)} as "slaState", v.recurring_count as recurrences, v.first_seen_at as "firstSeenAt", ${lastSeenAt} as "lastSeenAt",
  v.opened_at as "openedAt", v.closed_at as "closedAt", v.accepted_until as "acceptedUntil", v.tags, v.tool, k.key as "scopeKey",
  ${assessmentIds} as "assessmentIds", v.version,
  d.target, d.component, d.service, d."exploitAvailable", d.confidence, d."evidenceClass"`;

/** One unpacking of the finding's document gives all that a list shows of it. */
export const vulnerabilityJoins = sql`
  join assets a on a.asset_id = v.asset_id
  left join users u on u.user_id = ${effectiveOwner}
  left join scope_keys k on k.scope_key_id = v.scope_key_id
  left join findings f on f.extraction_id = v.extraction_id and f.ordinal = v.ordinal
  left join lateral jsonb_to_record(f.detail) as d(target jsonb, component jsonb, service jsonb, "exploitAvailable" boolean,
    confidence float8, "evidenceClass" text) on true`;
