import { notFound } from '../../../kernel/errors.ts';
import { type Binding, changes, reads, serves, type TenantRequest } from '../../../platform/http/handler.ts';
import type { Platform } from '../../../platform/platform.ts';
import * as op from './contract.ts';
import { keep, type Plan, planRun, run } from './runs.ts';
import {
  createScenario,
  deleteScenario,
  listScenarios,
  requireScenario,
  updateScenario,
} from './scenarios.ts';
import { allScenarios, holdScenario, latestResult } from './store.ts';

export const quantificationRoutes = ({ storage }: Platform): readonly Binding[] => {
  const ran = (request: TenantRequest, plan: Plan) => run(storage.forTenant(request.caller.tenantId), plan);
  return [
    reads(op.listRiskScenarios, listScenarios),
    changes(op.createRiskScenario, createScenario),
    reads(op.getRiskScenario, (ctx, { params }) => requireScenario(ctx, params.scenarioId)),
    changes(op.updateRiskScenario, updateScenario),
    changes(op.deleteRiskScenario, deleteScenario),
    serves(op.quantifyRiskScenario, async (request, { params: { scenarioId }, body }, replay) => {
      const plan = await request.read(async (ctx) =>
        planRun(ctx, { scenarios: [await requireScenario(ctx, scenarioId)], scenarioId, options: body }),
      );
      const done = await ran(request, plan);
      return replay(async (ctx) => {
        if (!(await holdScenario(ctx, scenarioId))) throw notFound();
        return keep(ctx, done);
      });
    }),
    reads(op.getRiskScenarioResult, async (ctx, { params: { scenarioId } }) => {
      await requireScenario(ctx, scenarioId);
      return { latest: await latestResult(ctx, scenarioId) };
    }),
    serves(op.quantifyRiskPortfolio, async (request, { body }, replay) => {
      const plan = await request.read(async (ctx) =>
        planRun(ctx, { scenarios: await allScenarios(ctx), scenarioId: null, options: body }),
      );
      const done = await ran(request, plan);
      return replay((ctx) => keep(ctx, done));
    }),
    reads(op.getRiskPortfolio, async (ctx) => ({ latest: await latestResult(ctx, null) })),
  ];
};
