import type pg from 'pg';
import type { ExtractionRow, JobRow } from '../store.ts';
import type { Brake } from './brake.ts';

/** Counted from the plan and the register, for the gate. */
export interface Facts {
  readonly targets: number;
  readonly covered: number;
  readonly incomplete: number;
  readonly newAssets: number;
  /** Targets of the report that match no asset yet. */
  readonly unmapped: number;
  /** Targets whose identifiers belong to different assets. */
  readonly ambiguous: number;
  readonly knownTargets: number;
  /** Known targets that the report names at all, and those it says were scanned. */
  readonly knownNamed: number;
  readonly knownCovered: number;
  readonly open: number;
  /** Open ones on targets that the report covers, and those of them whose check it lists as run. */
  readonly openCovered: number;
  readonly openLookedFor: number;
  readonly wouldClose: number;
  readonly newCritical: number;
  readonly openCritical: number;
  /** Changes of severity that the plan makes, to worse and to better, beside how many the report shares with the register. */
  readonly worse: number;
  readonly better: number;
  readonly shared: number;
  readonly unchanged: number;
  readonly sameFile: boolean;
  readonly brake: Brake;
}

const present = `present as (
  select v.target_key, v.rule_id, v.status, v.severity from sightings s join vulnerabilities v on v.vulnerability_id = s.vulnerability_id
   where s.scope_key_id = $1 and s.tool = $2 and s.present)`;

/** Needs `incoming`, `targets` and `planned`. */
export async function countFacts(
  client: pg.PoolClient,
  job: JobRow,
  extraction: ExtractionRow,
): Promise<Facts> {
  const { rows } = await client.query<Facts>(
    `with ${present}, known as (
       select p.target_key, t.target_key is not null as named, coalesce(t.covered, false) as covered
         from (select distinct target_key from present) p left join targets t on t.target_key = p.target_key
     ), looked as (
       select p.rule_id = any($5::text[]) or $5::text[] is null or $6::boolean as ran
         from present p join targets t on t.target_key = p.target_key and t.covered where p.status = 'OPEN'
     ), shared as (
       select i.severity, v.severity as before from incoming i join vulnerabilities v on v.fingerprint = i.fingerprint)
     select (select count(*) from targets)::int as targets,
            (select count(*) from targets where covered)::int as covered,
            (select count(*) from targets where covered and not complete)::int as incomplete,
            (select count(distinct asset_id) from targets where is_new)::int as "newAssets",
            (select count(*) from targets where is_new)::int as unmapped,
            (select count(*) from targets where answers > 1)::int as ambiguous,
            (select count(*) from known)::int as "knownTargets",
            (select count(*) from known where named)::int as "knownNamed",
            (select count(*) from known where covered)::int as "knownCovered",
            (select count(*) from present where status = 'OPEN')::int as open,
            (select count(*) from looked)::int as "openCovered",
            (select count(*) from looked where ran)::int as "openLookedFor",
            (select count(*) from planned where change = 'WOULD_CLOSE' and class = 'VULNERABILITY')::int as "wouldClose",
            (select count(*) from planned where change = 'NEW' and severity = 'CRITICAL')::int as "newCritical",
            (select count(*) from present where status = 'OPEN' and severity = 'CRITICAL')::int as "openCritical",
            (select count(*) from shared where severity < before)::int as worse,
            (select count(*) from shared where severity > before)::int as better,
            (select count(*) from shared)::int as shared,
            (select count(*) from incoming i where not exists (select 1 from planned p where p.fingerprint = i.fingerprint))::int as unchanged,
            exists (select 1 from ingestion_jobs o where o.sha256 = $3 and o.scope_key_id = $1 and o.state = 'FINALIZED' and o.job_id <> $4) as "sameFile",
            ${brakeOfScope} as brake`,
    [job.scopeKeyId, extraction.tool, job.sha256, job.id, extraction.checksRun, extraction.checksAll],
  );
  const facts = rows[0];
  if (!facts) throw new Error('the gate counted nothing');
  return facts;
}

/** The scope's own limits, else the tenant's, else the platform's. */
const brakeOfScope = `coalesce(
  (select mass_close from scope_keys where scope_key_id = $1),
  (select jsonb_build_object('count', mass_close_count, 'share', mass_close_share) from ingestion_settings),
  '{"count": 3, "share": 0.3}')`;
