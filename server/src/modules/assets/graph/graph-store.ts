import { sql } from 'kysely';
import type { ReadCtx } from '../../../platform/db/ctx.ts';
import { relationshipTypes } from '../shapes.ts';
import type { GraphParts } from './graph.ts';

/** Changes with every change of assets, relationships and vulnerabilities. */
export async function selectVersion(ctx: ReadCtx): Promise<string> {
  const { rows } = await sql<{
    version: string;
  }>`select register_version::text as version from tenant_heads`.execute(ctx.db);
  return rows[0]?.version ?? '0';
}

/** Chance taken for a vulnerability known to be exploited when EPSS gives less: what attackers are seen to do is no rare event. */
const knownExploited = 0.5;
const weightScale = 100_000;
/** A literal, because what is grouped by and ordered by must be the same expression. */
const rowsOfChunk = sql.lit(4_096);

/**
 * The whole graph, packed by the database: a million rows as such would take the request thread for seconds, a few hundred
 * buffers do not. Numbers are big-endian, as PostgreSQL sends them. Places count assets in order of their ids.
 */
export async function selectGraph(ctx: ReadCtx): Promise<GraphParts> {
  // The default of 4 MB would sort five million relationships on disk.
  await sql`select set_config('work_mem', '128MB', true)`.execute(ctx.db);
  const places = sql`n as materialized (select asset_id, (row_number() over (order by asset_id) - 1)::int as n from assets)`;
  const assets = sql<{ ids: Buffer; criticality: Buffer; value: Buffer; currency: Buffer }>`
    with a as (select asset_id, criticality, business_value_amount as v, business_value_currency as c,
                      row_number() over (order by asset_id) as n from assets)
    select string_agg(uuid_send(asset_id), ''::bytea order by n) as ids,
           string_agg(set_byte('\\x00'::bytea, 0, criticality), ''::bytea order by n) as criticality,
           string_agg(float8send(case when v is null or c is null then 'NaN'::float8 else greatest(v, 0)::float8 end), ''::bytea order by n) as value,
           string_agg(convert_to(rpad(coalesce(c::text, ''), 3), 'UTF8'), ''::bytea order by n) as currency
      from a group by n / ${rowsOfChunk} order by n / ${rowsOfChunk}`.execute(ctx.db);
  const edges = sql<{ packed: Buffer }>`
    with ${places}
    select string_agg(int4send(f.n) || int4send(t.n) || int4send((r.weight * ${sql.lit(weightScale)})::int)
             || int4send(array_position(${[...relationshipTypes]}::text[], r.type) - 1), ''::bytea order by f.n, t.n, r.type) as packed
      from asset_relationships r join n f on f.asset_id = r.from_asset_id join n t on t.asset_id = r.to_asset_id
     where r.type = any(${[...relationshipTypes]}::text[])
     group by f.n / ${rowsOfChunk} order by f.n / ${rowsOfChunk}`.execute(ctx.db);
  const exploits = sql<{ packed: Buffer }>`
    with ${places}, x as (
      select n.n, v.vulnerability_id, greatest(coalesce(v.epss, 0), case when v.kev then ${sql.lit(knownExploited)} else 0 end)::float8 as chance
        from vulnerabilities v join n using (asset_id) where v.status = 'OPEN' and (v.kev or v.epss > 0))
    select string_agg(int4send(n) || float8send(chance) || uuid_send(vulnerability_id), ''::bytea order by n, vulnerability_id) as packed
      from x group by n / ${rowsOfChunk} order by n / ${rowsOfChunk}`.execute(ctx.db);
  const [a, e, x] = await Promise.all([assets, edges, exploits]);
  const part = (name: 'ids' | 'criticality' | 'value' | 'currency') => joined(a.rows.map((row) => row[name]));
  return {
    ids: part('ids'),
    criticality: part('criticality'),
    value: doubles(part('value')),
    currency: part('currency'),
    ...edgesOf(joined(e.rows.map(({ packed }) => packed))),
    ...exploitsOf(joined(x.rows.map(({ packed }) => packed))),
  };
}

/** In memory of its own, which can be handed to another thread. */
function joined(buffers: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(buffers.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const buffer of buffers) {
    whole.set(buffer, at);
    at += buffer.length;
  }
  return whole;
}

function doubles(packed: Uint8Array<ArrayBuffer>): Float64Array {
  const view = new DataView(packed.buffer);
  return Float64Array.from({ length: packed.length / 8 }, (_none, i) => view.getFloat64(8 * i));
}

function edgesOf(packed: Uint8Array<ArrayBuffer>): Pick<GraphParts, 'from' | 'to' | 'weight' | 'type'> {
  const view = new DataView(packed.buffer);
  const length = packed.length / 16;
  const [from, to, weight] = [new Uint32Array(length), new Uint32Array(length), new Float64Array(length)];
  const type = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    from[i] = view.getUint32(16 * i);
    to[i] = view.getUint32(16 * i + 4);
    weight[i] = view.getUint32(16 * i + 8) / weightScale;
    type[i] = view.getUint32(16 * i + 12);
  }
  return { from, to, weight, type };
}

function exploitsOf(
  packed: Uint8Array<ArrayBuffer>,
): Pick<GraphParts, 'exploitAsset' | 'exploitChance' | 'exploitIds'> {
  const view = new DataView(packed.buffer);
  const length = packed.length / 28;
  const [exploitAsset, exploitChance] = [new Uint32Array(length), new Float64Array(length)];
  const exploitIds = new Uint8Array(16 * length);
  for (let i = 0; i < length; i++) {
    exploitAsset[i] = view.getUint32(28 * i);
    exploitChance[i] = view.getFloat64(28 * i + 4);
    exploitIds.set(packed.subarray(28 * i + 12, 28 * i + 28), 16 * i);
  }
  return { exploitAsset, exploitChance, exploitIds };
}
