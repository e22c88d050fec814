import { AppError, invalidField, notFound } from '../../../kernel/errors.ts';
import type { BodyOf, DataOf } from '../../../kernel/operation.ts';
import { defaultLimit } from '../../../kernel/pagination.ts';
import { sortedPage } from '../../../kernel/sorted-page.ts';
import type { Ctx, ReadCtx } from '../../../platform/db/ctx.ts';
import type { Input } from '../../../platform/http/handler.ts';
import { knownAssets } from '../../assets/facade.ts';
import type {
  createRiskScenario,
  deleteRiskScenario,
  listRiskScenarios,
  updateRiskScenario,
} from './contract.ts';
import type { Distribution } from './distribution.ts';
import type { RiskScenario } from './shapes.ts';
import {
  allScenarios,
  changeScenario,
  insertScenario,
  removeScenario,
  type ScenarioContent,
  selectScenario,
} from './store.ts';

const maxScenarios = 100;

export async function listScenarios(
  ctx: ReadCtx,
  { query }: Input<typeof listRiskScenarios>,
): Promise<DataOf<typeof listRiskScenarios>> {
  const part = (query.q ?? '').toLowerCase();
  const all = await allScenarios(ctx);
  return sortedPage({
    items: all.filter(({ name }) => name.toLowerCase().includes(part)),
    idOf: ({ id }) => id,
    keyOf: (item, word: 'name' | 'createdAt') => (word === 'name' ? item.name.toLowerCase() : item.createdAt),
    sort: query.sort ?? ['name'],
    cursor: query.cursor,
    limit: query.limit ?? defaultLimit,
  });
}

/** @throws AppError NOT_FOUND */
export async function requireScenario(ctx: ReadCtx, id: string): Promise<RiskScenario> {
  const found = await selectScenario(ctx, id);
  if (!found) throw notFound();
  return found;
}

/** @throws AppError VALIDATION_FAILED naming the field; CONFLICT when there are as many as a tenant may have */
export async function createScenario(
  ctx: Ctx,
  { body }: Input<typeof createRiskScenario>,
): Promise<RiskScenario> {
  const content = await checked(ctx, contentOf(body));
  if ((await allScenarios(ctx)).length >= maxScenarios)
    throw new AppError('CONFLICT', `There are ${maxScenarios} risk scenarios already. Delete one first.`);
  const id = ctx.newId();
  await insertScenario(ctx, id, content);
  ctx.audit({
    type: 'risk-scenario.created',
    subject: { type: 'risk-scenario', id },
    data: { name: content.name },
  });
  return requireScenario(ctx, id);
}

/** @throws AppError NOT_FOUND, PRECONDITION_FAILED, VALIDATION_FAILED naming the field */
export async function updateScenario(
  ctx: Ctx,
  { params, body, ifMatch }: Input<typeof updateRiskScenario>,
): Promise<RiskScenario> {
  const before = await requireScenario(ctx, params.scenarioId);
  if (ifMatch !== undefined && ifMatch !== before.version)
    throw new AppError('PRECONDITION_FAILED', 'Somebody changed this scenario meanwhile. Read it again.');
  await changeScenario(ctx, before.id, await checked(ctx, contentOf({ ...before, ...body })));
  ctx.audit({
    type: 'risk-scenario.changed',
    subject: { type: 'risk-scenario', id: before.id },
    data: { fields: Object.keys(body).filter((name) => name !== 'tenantId') },
  });
  return requireScenario(ctx, before.id);
}

/** @throws AppError NOT_FOUND */
export async function deleteScenario(
  ctx: Ctx,
  { params: { scenarioId } }: Input<typeof deleteRiskScenario>,
): Promise<DataOf<typeof deleteRiskScenario>> {
  const name = await removeScenario(ctx, scenarioId);
  if (name === undefined) throw notFound();
  ctx.audit({
    type: 'risk-scenario.deleted',
    subject: { type: 'risk-scenario', id: scenarioId },
    data: { name },
  });
  return { id: scenarioId, removed: true };
}

function contentOf(body: BodyOf<typeof createRiskScenario>): ScenarioContent {
  return {
    name: body.name,
    description: body.description ?? null,
    currency: body.currency,
    assetIds: [...new Set(body.assetIds ?? [])],
    estimates: {
      threatEventFrequency: body.threatEventFrequency,
      vulnerability: body.vulnerability,
      primaryLoss: body.primaryLoss,
      secondaryLoss: body.secondaryLoss ?? null,
      control: body.control ?? null,
    },
  };
}

async function checked(ctx: Ctx, content: ScenarioContent): Promise<ScenarioContent> {
  const { vulnerability, threatEventFrequency, primaryLoss, secondaryLoss } = content.estimates;
  assertOrdered('body.threatEventFrequency', threatEventFrequency);
  assertOrdered('body.primaryLoss', primaryLoss);
  if (secondaryLoss) assertOrdered('body.secondaryLoss.magnitude', secondaryLoss.magnitude);
  if (vulnerability.source === 'ENTERED')
    assertOrdered('body.vulnerability.estimate', vulnerability.estimate);
  else if (content.assetIds.length === 0)
    throw invalidField('body.assetIds', 'must name the assets whose open findings count');
  const known = await knownAssets(ctx, content.assetIds);
  if (content.assetIds.some((id) => !known.has(id)))
    throw invalidField('body.assetIds', 'names an asset that is not there');
  return content;
}

function assertOrdered(path: string, estimate: Distribution): void {
  if (estimate.form === 'CONSTANT') return;
  const { low, high } = estimate;
  const mode = estimate.form === 'PERT' ? estimate.mode : low;
  if (low > mode || mode > high) throw invalidField(path, 'must go up from low over mode to high');
}
