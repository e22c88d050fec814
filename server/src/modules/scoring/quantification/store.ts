import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '../../../platform/db/ctx.ts';
import { actorOf } from '../../../platform/db/outbox.ts';
import type { Estimates, LossResult, RiskScenario } from './shapes.ts';

interface ScenarioRow extends Omit<RiskScenario, keyof Estimates> {
  readonly estimates: Estimates;
}

const columns = sql`s.scenario_id as id, s.name, s.description, s.currency, s.asset_ids as "assetIds", s.estimates, s.created_at as "createdAt",
  s.updated_at as "updatedAt", s.version,
  jsonb_build_object('kind', s.created_by->>'kind', 'id', s.created_by->>'id', 'name', actor_name(s.created_by)) as "createdBy"`;

/** All of the tenant, by id; `maxScenarios` bounds them. */
export async function allScenarios(ctx: ReadCtx): Promise<readonly RiskScenario[]> {
  const { rows } =
    await sql<ScenarioRow>`select ${columns} from risk_scenarios s order by s.scenario_id`.execute(ctx.db);
  return rows.map(flat);
}

export async function selectScenario(ctx: ReadCtx, id: string): Promise<RiskScenario | undefined> {
  const { rows } =
    await sql<ScenarioRow>`select ${columns} from risk_scenarios s where s.scenario_id = ${id}`.execute(
      ctx.db,
    );
  return rows[0] && flat(rows[0]);
}

function flat({ estimates, ...row }: ScenarioRow): RiskScenario {
  return { ...row, ...estimates };
}

export interface ScenarioContent {
  readonly name: string;
  readonly description: string | null;
  readonly currency: string;
  readonly assetIds: readonly string[];
  readonly estimates: Estimates;
}

export async function insertScenario(ctx: Ctx, id: string, row: ScenarioContent): Promise<void> {
  await sql`insert into risk_scenarios (tenant_id, scenario_id, name, description, currency, asset_ids, estimates, created_at, created_by, updated_at)
    values (${ctx.tenantId}, ${id}, ${row.name}, ${row.description}, ${row.currency}, ${row.assetIds}::uuid[], ${JSON.stringify(row.estimates)}::jsonb,
      ${ctx.now}, ${JSON.stringify(actorOf(ctx.actor))}::jsonb, ${ctx.now})`.execute(ctx.db);
}

export async function changeScenario(ctx: Ctx, id: string, row: ScenarioContent): Promise<void> {
  await sql`update risk_scenarios set name = ${row.name}, description = ${row.description}, currency = ${row.currency},
    asset_ids = ${row.assetIds}::uuid[], estimates = ${JSON.stringify(row.estimates)}::jsonb, updated_at = ${ctx.now}, version = version + 1
    where scenario_id = ${id}`.execute(ctx.db);
}

/**
 * Holds the scenario while its result is kept, so that it is not deleted in between.
 * @returns whether there is one
 */
export async function holdScenario(ctx: Ctx, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from risk_scenarios where scenario_id = ${id} for key share`.execute(
    ctx.db,
  );
  return rows.length > 0;
}

/** Waits for results that are being kept. @returns its name; undefined when there is none */
export async function removeScenario(ctx: Ctx, id: string): Promise<string | undefined> {
  await sql`select 1 from risk_scenarios where scenario_id = ${id} for update`.execute(ctx.db);
  await sql`delete from loss_results where scenario_id = ${id}`.execute(ctx.db);
  const { rows } = await sql<{
    name: string;
  }>`delete from risk_scenarios where scenario_id = ${id} returning name`.execute(ctx.db);
  return rows[0]?.name;
}

export async function insertResult(ctx: Ctx, result: LossResult): Promise<void> {
  await sql`insert into loss_results (tenant_id, result_id, scenario_id, result, created_at)
    values (${ctx.tenantId}, ${ctx.newId()}, ${result.scenarioId}, ${JSON.stringify(result)}::jsonb, ${ctx.now})`.execute(
    ctx.db,
  );
}

/** @param scenarioId null: of the portfolio */
export async function latestResult(ctx: ReadCtx, scenarioId: string | null): Promise<LossResult | null> {
  const { rows } = await sql<{ result: LossResult }>`select result from loss_results
    where scenario_id is not distinct from ${scenarioId}::uuid order by created_at desc, result_id desc limit 1`.execute(
    ctx.db,
  );
  return rows[0]?.result ?? null;
}

/** Of these assets those that have an open vulnerability that is critical, high or known to be exploited. */
export async function exposedAssets(ctx: ReadCtx, assetIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select distinct asset_id as id from vulnerabilities
    where asset_id = any(${[...assetIds]}::uuid[]) and status = 'OPEN'
      and (coalesce(severity_override, severity) in ('CRITICAL', 'HIGH') or kev)`.execute(ctx.db);
  return new Set(rows.map(({ id }) => id));
}
