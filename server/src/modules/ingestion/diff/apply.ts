import type pg from 'pg';
import type { ActorRef, ExtractionRow, JobRow } from '../store.ts';
import { stated } from './incoming.ts';

export interface ApplyInput {
  readonly client: pg.PoolClient;
  readonly tenantId: string;
  readonly now: string;
  readonly scanAt: string;
  readonly job: JobRow;
  readonly extraction: ExtractionRow;
  readonly assessmentId: string;
  /** Who let the import happen; counts as the one who declares what it closes. */
  readonly actor: ActorRef;
  /** Days to remediate, by severity. */
  readonly slaDays: Readonly<Record<string, number | null>>;
}

/**
 * Carries out the plan (`planned`, `incoming`, `targets`) in set-based statements and notes in `effects` what each write
 * really did, so that the receipt compares deeds with the preview and not the preview with itself.
 */
export async function applyChanges(input: ApplyInput): Promise<void> {
  await input.client.query(
    'create temp table effects (change text, fingerprint uuid, severity severity, class result_class) on commit drop',
  );
  const planned = await countPlanned(input.client);
  await applyAssets(input);
  // Statements that have nothing to do would still read the whole report to find that out.
  if (planned.fresh > 0) await insertNew(input);
  if (planned.seen > 0) await updateSeen(input);
  if (planned.absent > 0) await closeAbsent(input);
  if (planned.known > 0) await noteSightings(input);
  if (planned.seen + planned.absent > 0) await writeHistory(input);
}

interface Planned {
  /** Rows of the report that the register does not have. */
  readonly fresh: number;
  /** Rows that it has, in another state or with other contents. */
  readonly seen: number;
  /** Rows of the register that the report no longer has. */
  readonly absent: number;
  /** Rows of the report that the register has, whether or not anything about them changes. */
  readonly known: number;
}

async function countPlanned(client: pg.PoolClient): Promise<Planned> {
  const { rows } = await client.query<Planned>(
    `select count(*) filter (where vulnerability_id is null)::int as fresh,
            count(*) filter (where vulnerability_id is not null and ordinal is not null)::int as seen,
            count(*) filter (where ordinal is null)::int as absent,
            (select count(*) from incoming)::int - count(*) filter (where vulnerability_id is null)::int as known from planned`,
  );
  return rows[0] ?? { fresh: 0, seen: 0, absent: 0, known: 0 };
}

async function applyAssets({ client, tenantId, now, scanAt }: ApplyInput): Promise<void> {
  await client.query(
    `insert into assets (tenant_id, asset_id, kind, name, first_seen_at, last_seen_at, created_at)
     select distinct on (asset_id) $1::uuid, asset_id, kind, left(name, 500), $3::timestamptz, $3::timestamptz, $2::timestamptz
       from targets where is_new order by asset_id, target_key`,
    [tenantId, now, scanAt],
  );
  await client.query(
    `insert into asset_identifiers (tenant_id, kind, value, asset_id)
     select $1::uuid, i.kind, i.value, t.asset_id from targets t, jsonb_to_recordset(t.identifiers) as i(kind text, value text)
      where t.is_new or not exists (select 1 from asset_identifiers k where k.kind = i.kind and k.value = i.value)
     on conflict (tenant_id, kind, value) do nothing`,
    [tenantId],
  );
  await client.query(
    `update assets a set last_seen_at = $1::timestamptz from targets t
      where t.asset_id = a.asset_id and not t.is_new and a.last_seen_at < $1::timestamptz`,
    [scanAt],
  );
  // The newest word counts; a scan brought in late says nothing about today.
  await client.query(
    `update assets a set operating_system = t.operating_system
       from (select distinct on (asset_id) asset_id, operating_system from targets where operating_system is not null order by asset_id, target_key) t
      where t.asset_id = a.asset_id and a.last_seen_at <= $1::timestamptz and a.operating_system is distinct from t.operating_system`,
    [scanAt],
  );
}

/** Columns that the register takes over from a finding. */
const facts = [
  'source_severity',
  'cves',
  'cwes',
  'advisories',
  'cvss_score',
  'cvss_vector',
  'component',
  'service',
  'location',
  'location_count',
  'check_reach',
  'kev',
  'exploit_available',
] as const;

/**
 * Ids of new rows are UUID version 7 whose random part is the fingerprint's: unique in the tenant as that is, and rising in the
 * order in which the rows come, so that both indexes grow at one end.
 */
async function insertNew({
  client,
  tenantId,
  now,
  scanAt,
  job,
  extraction,
  assessmentId,
  slaDays,
}: ApplyInput): Promise<void> {
  await client.query(
    `with done as (
       insert into vulnerabilities (tenant_id, vulnerability_id, fingerprint, identity_version, tool, rule_id, target_key, asset_id, class, status,
         title, severity, content_hash, extraction_id, ordinal, first_seen_at, opened_at, status_changed_at, sla_due_at, closed_at,
         first_assessment_id, scope_key_id,
         ${facts.join(', ')})
       select $1::uuid, ($2 || '7' || substr(hex.of, 1, 3) || '8' || substr(hex.of, 4, 15))::uuid, p.fingerprint, $7, $8, f.rule_id, f.target_key, p.asset_id, p.class,
              case when p.class = 'VULNERABILITY' then 'OPEN'::vulnerability_status end,
              f.title, p.severity, i.content_hash, $5::uuid, p.ordinal, $3::timestamptz, $3::timestamptz, $3::timestamptz,
              case when p.class = 'VULNERABILITY' then $3::timestamptz + make_interval(days => ($9::jsonb->>p.severity::text)::int) end, null,
              $4::uuid, $6::uuid, ${facts.map(stated).join(', ')}
         from planned p
         join incoming i on i.fingerprint = p.fingerprint
         join findings f on f.extraction_id = $5::uuid and f.ordinal = p.ordinal
        cross join lateral (select replace(p.fingerprint::text, '-', '') as of) hex
        where p.vulnerability_id is null
       returning vulnerability_id, fingerprint, severity, class), sighted as (
       insert into sightings (tenant_id, scope_key_id, tool, vulnerability_id, present, since_assessment_id, changed_at)
       select $1::uuid, $6::uuid, $8, vulnerability_id, true, $4::uuid, $3::timestamptz from done)
     insert into effects select p.change, d.fingerprint, d.severity, d.class from done d join planned p on p.fingerprint = d.fingerprint`,
    [
      tenantId,
      timePart(now),
      scanAt,
      assessmentId,
      extraction.id,
      job.scopeKeyId,
      extraction.identityVersion,
      extraction.tool,
      JSON.stringify(slaDays),
    ],
  );
}

/** First 48 bits of a UUID version 7 (RFC 9562 §5.7): milliseconds since 1970 in hexadecimal. */
function timePart(now: string): string {
  return Date.parse(now).toString(16).padStart(12, '0');
}

async function updateSeen({ client, scanAt, extraction, slaDays }: ApplyInput): Promise<void> {
  await client.query(
    `with done as (
       update vulnerabilities v set
         title = f.title, severity = p.severity, content_hash = i.content_hash, extraction_id = $2::uuid, ordinal = p.ordinal,
         ${facts.map((name) => `${name} = ${stated(name)}`).join(', ')},
         class = p.class,
         status = case when p.change in ('NEW', 'REOPENED', 'RECURRING') then 'OPEN' else v.status end,
         opened_at = case when p.change in ('NEW', 'REOPENED', 'RECURRING') then $1::timestamptz else v.opened_at end,
         status_changed_at = case when p.change in ('NEW', 'REOPENED', 'RECURRING') then $1::timestamptz else v.status_changed_at end,
         -- A declared fix that did not hold keeps its old clock; one that came back starts a new one.
         sla_due_at = case when p.change in ('NEW', 'RECURRING') then $1::timestamptz + make_interval(days => ($3::jsonb->>coalesce(v.severity_override, p.severity)::text)::int) else v.sla_due_at end,
         recurring_count = v.recurring_count + case when p.change = 'RECURRING' then 1 else 0 end,
         closed_at = case when p.change in ('NEW', 'REOPENED', 'RECURRING', 'RECORDED') then null else v.closed_at end,
         fix_declared_by = case when p.change in ('REOPENED', 'RECURRING') then null else v.fix_declared_by end,
         absence_confirmed_at = case when p.change in ('REOPENED', 'RECURRING') then null else v.absence_confirmed_at end,
         absence_assessment_id = case when p.change in ('REOPENED', 'RECURRING') then null else v.absence_assessment_id end,
         version = v.version + 1
        from planned p
        join incoming i on i.fingerprint = p.fingerprint
        join findings f on f.extraction_id = $2::uuid and f.ordinal = p.ordinal
       where p.vulnerability_id = v.vulnerability_id and p.ordinal is not null and v.status is not distinct from p.status
      returning v.fingerprint, v.severity, v.class)
     insert into effects select p.change, d.fingerprint, d.severity, d.class from done d join planned p on p.fingerprint = d.fingerprint`,
    [scanAt, extraction.id, JSON.stringify(slaDays)],
  );
}

async function closeAbsent({
  client,
  scanAt,
  assessmentId,
  actor,
  job,
  extraction,
}: ApplyInput): Promise<void> {
  await client.query(
    `with done as (
       update vulnerabilities v set
         status = case when p.change = 'WOULD_CLOSE' then 'CLIENT_FIXED' else v.status end,
         status_changed_at = case when p.change = 'WOULD_CLOSE' then $1::timestamptz else v.status_changed_at end,
         closed_at = coalesce(v.closed_at, $1::timestamptz),
         fix_declared_by = case when p.change = 'WOULD_CLOSE' then $3 else v.fix_declared_by end,
         absence_confirmed_at = $1::timestamptz, absence_assessment_id = $2::uuid, version = v.version + 1
        from planned p
       where p.vulnerability_id = v.vulnerability_id and p.ordinal is null and v.status is not distinct from p.status
      returning v.fingerprint, v.severity, v.class)
     insert into effects select p.change, d.fingerprint, d.severity, d.class from done d join planned p on p.fingerprint = d.fingerprint`,
    [scanAt, assessmentId, actor.onBehalfOf ?? actor.id],
  );
  await client.query(
    `update sightings s set present = false, changed_at = $3::timestamptz from planned p
      where p.ordinal is null and p.vulnerability_id = s.vulnerability_id and s.scope_key_id = $1 and s.tool = $2`,
    [job.scopeKeyId, extraction.tool, scanAt],
  );
}

/** A sighting that already says "present" is left alone: an unchanged report writes nothing. */
async function noteSightings({
  client,
  tenantId,
  scanAt,
  assessmentId,
  job,
  extraction,
}: ApplyInput): Promise<void> {
  await client.query(
    `insert into sightings (tenant_id, scope_key_id, tool, vulnerability_id, present, since_assessment_id, changed_at)
     select $1::uuid, $2::uuid, $3, v.vulnerability_id, true, $4::uuid, $5::timestamptz
       from incoming i join vulnerabilities v on v.fingerprint = i.fingerprint
       left join sightings s on s.scope_key_id = $2 and s.tool = $3 and s.vulnerability_id = v.vulnerability_id
      where s.vulnerability_id is null or (not s.present and s.changed_at < $5::timestamptz)
     on conflict (tenant_id, scope_key_id, tool, vulnerability_id)
       do update set present = true, since_assessment_id = excluded.since_assessment_id, changed_at = excluded.changed_at`,
    [tenantId, job.scopeKeyId, extraction.tool, assessmentId, scanAt],
  );
}

async function writeHistory({
  client,
  tenantId,
  now,
  scanAt,
  assessmentId,
  actor,
  job,
}: ApplyInput): Promise<void> {
  await client.query(
    `insert into vulnerability_history (tenant_id, vulnerability_id, history_id, at, effective_at, kind, from_status, to_status, actor, reason, cause, assessment_id, data)
     select $1::uuid, p.vulnerability_id, seeded_uuid_v7($2::timestamptz, $6::text || p.change || p.fingerprint), $2::timestamptz, $3::timestamptz,
            case p.change when 'RECURRING' then 'RECURRED' when 'NEW' then 'OPENED' when 'REOPENED' then 'SEEN_AGAIN' when 'CHANGED' then 'CONTENT'
                          when 'RECORDED' then case when p.ordinal is null then 'NOT_SEEN' else 'CONTENT' end else 'NOT_SEEN' end,
            p.status, case when p.change in ('NEW', 'RECURRING', 'REOPENED') then 'OPEN'::vulnerability_status when p.change = 'WOULD_CLOSE' then 'CLIENT_FIXED' else p.status end,
            $5::jsonb, array_to_string(p.reasons, ' '), 'IMPORT', $4::uuid,
            jsonb_strip_nulls(jsonb_build_object('jobId', $6::text, 'previousSeverity', p.previous_severity, 'severity', p.severity))
       from planned p where p.vulnerability_id is not null`,
    [tenantId, now, scanAt, assessmentId, JSON.stringify(actor), job.id],
  );
}
