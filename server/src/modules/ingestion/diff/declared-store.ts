import type pg from 'pg';
import type { JobRow } from '../store.ts';

/** The report's targets beside what the scope key says belongs to it. */
export interface Declared {
  /** Entries of the scope key that are not exclusions. */
  readonly entries: number;
  /** Targets with findings or coverage that no entry takes in, and one of them. */
  readonly outside: number;
  readonly outsideName: string | null;
  /** Targets that an exclusion takes in and that still have findings in the plan, and one of them. */
  readonly excluded: number;
  readonly excludedName: string | null;
  /** Entries naming one thing (not a network or domain) that the report does not cover. */
  readonly missing: number;
  readonly missingName: string | null;
}

/** Needs `targets` and `incoming`. */
export async function compareDeclared(client: pg.PoolClient, job: JobRow): Promise<Declared> {
  await client.query(entriesOfScope, [job.scopeKeyId]);
  await client.query(matches);
  const { rows } = await client.query<Declared>(
    `with named as (
       select t.target_key, t.name, t.covered, exists (select 1 from incoming i where i.target_key = t.target_key) as stated from targets t
        where t.target_key not like 'scope:%'
     ), outside as (
       select name from named t where not exists (select 1 from scope_matches m where m.target_key = t.target_key and not m.excluded)
     ), excluded as (
       select name from named t where t.stated and exists (select 1 from scope_matches m where m.target_key = t.target_key and m.excluded)
     ), missing as (
       select e.value as name from scope_entries e where not e.excluded and e.kind not in ('NETWORK', 'DOMAIN')
          and not exists (select 1 from scope_matches m join named t on t.target_key = m.target_key and t.covered where m.n = e.n)
     ), entries as (select count(*)::int as n from scope_entries where not excluded)
     select e.n as entries,
            case when e.n > 0 then (select count(*) from outside)::int else 0 end as outside, (select min(name) from outside) as "outsideName",
            (select count(*) from excluded)::int as excluded, (select min(name) from excluded) as "excludedName",
            (select count(*) from missing)::int as missing, (select min(name) from missing) as "missingName"
       from entries e`,
  );
  const found = rows[0];
  if (!found) throw new Error('the gate compared no scope');
  return found;
}

/** A value that is no network never matches one, instead of failing the import. */
const entriesOfScope = `
  create temp table scope_entries on commit drop as
  select n::int, x.kind, lower(x.value) as value, coalesce(x.excluded, false) as excluded,
         case when x.kind in ('NETWORK', 'HOST') then network(inet_or_null(x.value)) end as network
    from scope_keys k cross join lateral jsonb_array_elements(k.targets) with ordinality as e(entry, n)
   cross join lateral jsonb_to_record(e.entry) as x(kind text, value text, excluded boolean)
   where k.scope_key_id = $1`;

/**
 * Names and references match as they are, a domain also what lies below it, an application what lies below its origin, a
 * network the addresses in it. Suffixes and prefixes are spelt out, so that only networks are compared pair by pair.
 */
const matches = `
  create temp table scope_matches on commit drop as
  with words as (
    select t.target_key, i.kind, lower(i.value) as value from targets t, jsonb_to_recordset(t.identifiers) as i(kind text, value text)
     union select target_key, 'name', lower(name) from targets
  ), hosts as (
    select target_key, regexp_replace(value, '^[a-z]+://|[:/].*$', '', 'g') as host from words where kind in ('hostname', 'origin')
  ), parents as (
    select h.target_key, array_to_string(label.all[n:], '.') as host from hosts h
      cross join lateral (select string_to_array(h.host, '.') as all) label cross join generate_series(1, least(cardinality(label.all), 20)) n
  )
  select distinct target_key, n, excluded from (
    select w.target_key, e.n, e.excluded from words w join scope_entries e on e.value = w.value and e.kind <> 'DOMAIN'
     union all
    select w.target_key, e.n, e.excluded from words w join scope_entries e on w.kind = 'reference' and e.kind in ('IMAGE', 'REPOSITORY')
       and regexp_replace(e.value, '(@.*|:[^:/]*)$', '') = w.value
     union all
    select h.target_key, e.n, e.excluded from hosts h join scope_entries e on e.kind in ('HOST', 'APPLICATION')
       and regexp_replace(e.value, '^[a-z]+://|[:/].*$', '', 'g') = h.host
     union all
    select p.target_key, e.n, e.excluded from parents p join scope_entries e on e.kind = 'DOMAIN' and ltrim(e.value, '*.') = p.host
     union all
    select w.target_key, e.n, e.excluded from words w join scope_entries e on e.network is not null
       and w.kind = 'ip' and inet_or_null(w.value) <<= e.network
     union all
    select w.target_key, e.n, e.excluded from words w join scope_entries e on e.kind = 'CLOUD_ACCOUNT' and w.kind in ('reference', 'name')
       and position(e.value in w.value) > 0) m`;
