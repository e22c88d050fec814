import { type RawBuilder, sql } from 'kysely';
import { isUuid } from '../../kernel/ids.ts';
import type { QueryOf } from '../../kernel/operation.ts';
import type { ResultClass } from '../../kernel/severity.ts';
import { given } from '../../platform/db/conditions.ts';
import { dueAt, effectiveSeverity, slaStateAt } from './columns.ts';
import type { listVulnerabilities } from './contract.ts';
import { statusOf } from './lifecycle.ts';

export type RegisterQuery = QueryOf<typeof listVulnerabilities>;
type Condition = RawBuilder<unknown>;

/** Words of a search that count; the rest of a long text is left out. */
const maxWords = 10;

/** One condition for each filter that is given; all of them hold together. */
export function conditionsOf(query: RegisterQuery, now: string): readonly Condition[] {
  return [
    classCondition(query.class ?? ['VULNERABILITY']),
    ...recordConditions(query),
    ...sourceConditions(query),
    ...timeConditions(query, now),
    ...textConditions(query.q),
  ];
}

function recordConditions(query: RegisterQuery): readonly Condition[] {
  return [
    ...given(query.status, (words) => sql`v.status = any(${words.map(statusOf)}::vulnerability_status[])`),
    ...given(query.severity, (words) => sql`${effectiveSeverity} = any(${[...words]}::severity[])`),
    ...given(query.assetId, (ids) => sql`v.asset_id = any(${[...ids]}::uuid[])`),
    ...given(query.criticality, (words) => sql`a.criticality = any(${[...words]}::int[])`),
    ...given(query.exposure, (words) => sql`a.exposure = any(${[...words]}::text[])`),
    ...given(query.ownerId, (ids) => ownedWhere((owner) => sql`${owner} = any(${[...ids]}::uuid[])`)),
    ...given(query.unassigned, (wanted) => {
      const owned = ownedWhere((owner) => sql`${owner} is not null`);
      return wanted ? sql`not ${owned}` : owned;
    }),
    ...given(query.tag, (tags) => sql`v.tags @> ${[...tags]}::text[]`),
    ...given(query.recurring, (wanted) => (wanted ? sql`v.recurring_count > 0` : sql`v.recurring_count = 0`)),
  ];
}

/** By the vulnerability's own owner, else by that of its asset. */
function ownedWhere(fits: (owner: Condition) => Condition): Condition {
  return sql`(${fits(sql`v.owner_id`)} or v.owner_id is null and v.asset_id in (
    select o.asset_id from assets o where ${fits(sql`o.owner_id`)}))`;
}

function sourceConditions(query: RegisterQuery): readonly Condition[] {
  return [
    ...given(query.source, (tools) => sql`v.tool = any(${[...tools]}::text[])`),
    ...given(query.ruleId, (ids) => sql`v.rule_id = any(${[...ids]}::text[])`),
    ...given(
      query.component,
      (name) => sql`(v.component = ${name} or starts_with(v.component, ${`${name}@`}))`,
    ),
    ...given(query.cve, (cves) => sql`v.cves && ${[...cves]}::text[]`),
    ...given(query.cwe, (cwes) => sql`v.cwes && ${[...cwes]}::int[]`),
    ...given(query.kev, (wanted) => sql`v.kev = ${wanted}`),
    ...given(query.minEpss, (share) => sql`v.epss >= ${share}::numeric`),
    ...given(
      query.scopeKey,
      (keys) => sql`exists (
      select from sightings s join scope_keys k on k.scope_key_id = s.scope_key_id
       where s.vulnerability_id = v.vulnerability_id and k.key = any(${[...keys]}::text[]))`,
    ),
    ...given(query.assessmentId, (ids) =>
      statedBy(sql`j.assessment_id = any(${[...ids]}::uuid[]) and exists (
      select from assessments p where p.assessment_id = j.assessment_id and p.deleted_at is null)`),
    ),
    ...given(query.jobId, (id) => statedBy(sql`j.job_id = ${id}`)),
  ];
}

/** Stated by a finding of a finalized job. */
function statedBy(job: Condition): Condition {
  return sql`v.fingerprint in (
    select f.fingerprint from ingestion_jobs j join findings f on f.extraction_id = j.extraction_id
     where j.state = 'FINALIZED' and ${job})`;
}

function timeConditions(query: RegisterQuery, now: string): readonly Condition[] {
  const overdue = sql`coalesce(v.status = 'OPEN' and ${dueAt} < ${now}::timestamptz, false)`;
  return [
    ...given(query.overdue, (wanted) => (wanted ? overdue : sql`not ${overdue}`)),
    ...given(query.slaState, (words) => sql`${slaStateAt(now)} = any(${[...words]}::text[])`),
    ...given(query.dueBefore, (time) => sql`${dueAt} < ${time}::timestamptz`),
    ...given(query.firstSeenAfter, (time) => sql`v.first_seen_at > ${time}::timestamptz`),
  ];
}

/** Written out for the usual case, so that the planner sees that the index of just this class serves. */
function classCondition(classes: readonly ResultClass[]): Condition {
  const [only, second] = classes;
  if (only === 'VULNERABILITY' && second === undefined) return sql`v.class = 'VULNERABILITY'`;
  return sql`v.class = any(${[...classes]}::result_class[])`;
}

/** Every word stands somewhere: in title, ids, component, target or the asset's name. */
function textConditions(q: string | undefined): readonly Condition[] {
  const words = (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, maxWords);
  return words.map((word) =>
    isUuid(word)
      ? sql`v.vulnerability_id = ${word}`
      : sql`(position(${word} in ${searched}) > 0 or v.asset_id in (
      select asset_id from assets where position(${word} in lower(name)) > 0))`,
  );
}

const searched = sql`lower(v.title || ' ' || v.rule_id || ' ' || v.target_key || ' ' || coalesce(v.component, '') || ' ' ||
  array_to_string(v.cves || v.advisories, ' '))`;
