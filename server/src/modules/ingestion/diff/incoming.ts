import type pg from 'pg';
import type { JobRow } from '../store.ts';

const idsOf = (name: string) =>
  `array(select distinct x.id from jsonb_array_elements(jsonb_agg(to_jsonb(f.${name}))) e(ids), jsonb_array_elements_text(e.ids) x(id) order by 1)`;

/**
 * What merged rows state together, beside which the worst one speaks: column, type, aggregate over `f`. Null for a row that stands
 * alone. Places that only differ in what they quote are one place.
 */
const merged = [
  [
    'location_count',
    'int',
    `(select count(distinct x.place - 'snippet')::int from jsonb_array_elements(jsonb_agg(f.detail->'locations')) e(places), jsonb_array_elements(e.places) x(place))`,
  ],
  ['cves', 'text[]', idsOf('cves')],
  ['cwes', 'int[]', `(${idsOf('cwes')})::int[]`],
  ['advisories', 'text[]', idsOf('advisories')],
  ['kev', 'boolean', 'bool_or(f.kev)'],
  ['exploit_available', 'boolean', 'bool_or(f.exploit_available)'],
] as const;

/** As a statement over `incoming i` and `findings f` takes a column of the register. */
export function stated(name: string): string {
  return merged.some(([column]) => column === name) ? `coalesce(i.${name}, f.${name})` : `f.${name}`;
}

/**
 * Temporary table `incoming`: what the report states, one row an identity. Rows of the report with the same identity merge,
 * the worst one speaks for them, and `rows` says how many there were. Order in the file plays no part.
 */
export async function collectIncoming(client: pg.PoolClient, job: JobRow): Promise<void> {
  const overridden = job.classOverrides.length > 0;
  const excluding = job.exclusions.length > 0;
  // Only what a person asked for is joined: a join that can remove or change nothing would still sort every wide row.
  await client.query(
    `create temp table incoming on commit drop as
     with classed as (
       select f.fingerprint, f.ordinal, f.content_hash, f.target_key, f.rule_id, f.severity, f.open_at_source,
              ${overridden ? 'coalesce(o.class::result_class, f.class)' : 'f.class'} as class
         from findings f ${overridden ? overrides : ''}
        where f.extraction_id = $1 ${excluding ? exclusions : ''}
          and $2::jsonb is not null and $3::jsonb is not null
     ), ranked as (
       select *, row_number() over same as position, count(*) over whole as rows,
              bool_or(open_at_source) over whole as open
         from classed where class <> 'NEGATIVE_RESULT'
       window whole as (partition by fingerprint), same as (partition by fingerprint order by class, severity, content_hash, ordinal)
     )
     select fingerprint, ordinal, content_hash, target_key, rule_id, severity, class, rows::int, open, ${merged.map(([name, type]) => `null::${type} as ${name}`).join(', ')}
       from ranked where position = 1`,
    [job.extractionId, JSON.stringify(job.classOverrides), JSON.stringify(job.exclusions)],
  );
  // Several rows of one identity: what they state together, whichever comes first in the file.
  await client.query(
    `update incoming i set content_hash = case when g.different then md5(g.hashes)::uuid else i.content_hash end,
            ${merged.map(([name]) => `${name} = g.${name}`).join(', ')}
       from (select f.fingerprint, string_agg(distinct f.content_hash::text, ',' order by f.content_hash::text) as hashes,
                    count(distinct f.content_hash) > 1 as different, ${merged.map(([name, , all]) => `${all} as ${name}`).join(', ')}
               from findings f join incoming m on m.fingerprint = f.fingerprint and m.rows > 1
              where f.extraction_id = $1 group by f.fingerprint) g
      where g.fingerprint = i.fingerprint`,
    [job.extractionId],
  );
  await client.query('create unique index on incoming (fingerprint); analyze incoming');
}

/** Joins the class that a person gave; $2. */
export const overrides = `
  left join (select distinct on ("ruleId") "ruleId", class from jsonb_to_recordset($2::jsonb) as x("ruleId" text, class text)) o
    on o."ruleId" = f.rule_id`;

/** Leaves out what a person excluded; $3. */
export const exclusions = `
  and not exists (select 1 from jsonb_to_recordset($3::jsonb) as x("ruleId" text, target text)
                   where (x."ruleId" is null or x."ruleId" = f.rule_id) and (x.target is null or x.target = f.detail #>> '{target,raw}'))`;
