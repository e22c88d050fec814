import { AppError, invalidField } from '../../../kernel/errors.ts';
import type { Money } from '../../../kernel/schema.ts';
import type { Ctx, ReadCtx } from '../../../platform/db/ctx.ts';
import type { TenantStorage } from '../../../platform/storage/object-storage.ts';
import { insertTrace } from '../store.ts';
import type { Correlation } from './correlation.ts';
import { type Distribution, meanOf } from './distribution.ts';
import type { LossFigures } from './figures.ts';
import { type Quantification, type QuantificationResult, quantificationVersion } from './quantify.ts';
import { runQuantification } from './runner.ts';
import type { LossResult, RiskScenario } from './shapes.ts';
import { exposedAssets, insertResult } from './store.ts';
import { storeLossInputs } from './trace-inputs.ts';

/** Loss events of all simulated years together; beyond it a run would take minutes. */
const mostEvents = 30_000_000;

export interface RunOptions {
  readonly years?: number;
  readonly seed?: number;
  readonly correlations?: readonly Correlation[];
}

/** What a run takes, settled in one snapshot. */
export interface Plan {
  /** Null: all scenarios together. */
  readonly scenarioId: string | null;
  readonly names: ReadonlyMap<string, string>;
  readonly currency: string;
  readonly input: Quantification;
  readonly inputs: LossResult['inputs'];
}

interface Planned {
  readonly scenarios: readonly RiskScenario[];
  readonly scenarioId: string | null;
  readonly options: RunOptions;
}

/** @throws AppError VALIDATION_FAILED naming the field */
export async function planRun(ctx: ReadCtx, { scenarios, scenarioId, options }: Planned): Promise<Plan> {
  const [first] = scenarios;
  if (!first) throw new AppError('VALIDATION_FAILED', 'There is no risk scenario yet.');
  if (scenarios.some(({ currency }) => currency !== first.currency))
    throw new AppError('VALIDATION_FAILED', 'The scenarios are in different currencies.');
  const { years = 100_000, seed = 1, correlations = [] } = options;
  assertPairs(scenarios, correlations);
  const parts = await Promise.all(scenarios.map((scenario) => settle(ctx, scenario)));
  const events = parts.reduce(
    (sum, { quantified }) => sum + meanOf(quantified.threatEventFrequency) * meanOf(quantified.vulnerability),
    0,
  );
  if (events * years > mostEvents)
    throw invalidField('body.years', 'is too much for scenarios of so many events; ask for fewer years');
  return {
    scenarioId,
    names: new Map(scenarios.map(({ id, name }) => [id, name])),
    currency: first.currency,
    input: { scenarios: parts.map(({ quantified }) => quantified), correlations, years, seed },
    inputs: parts.flatMap(({ inputs }) => inputs),
  };
}

function assertPairs(scenarios: readonly RiskScenario[], correlations: readonly Correlation[]): void {
  const known = new Set(scenarios.map(({ id }) => id));
  const seen = new Set<string>();
  for (const [index, { oneId, otherId }] of correlations.entries()) {
    const path = `body.correlations.${index}`;
    if (!known.has(oneId) || !known.has(otherId))
      throw invalidField(path, 'names a scenario that is not there');
    if (oneId === otherId) throw invalidField(path, 'names one scenario twice');
    const pair = [oneId, otherId].sort().join();
    if (seen.has(pair)) throw invalidField(path, 'is given twice');
    seen.add(pair);
  }
}

/** The scenario with every input settled, and where each comes from. */
async function settle(ctx: ReadCtx, scenario: RiskScenario) {
  const { id: scenarioId, threatEventFrequency, primaryLoss, secondaryLoss, control } = scenario;
  const vulnerability = await vulnerabilityOf(ctx, scenario);
  const entered = { scenarioId, source: 'ENTERED', from: 'the scenario' } as const;
  const inputs: LossResult['inputs'] = [
    { ...entered, input: 'THREAT_EVENT_FREQUENCY', value: textOf(threatEventFrequency) },
    {
      scenarioId,
      input: 'VULNERABILITY',
      source: vulnerability.source,
      from: vulnerability.from,
      value: textOf(vulnerability.estimate),
    },
    { ...entered, input: 'PRIMARY_LOSS', value: textOf(primaryLoss) },
    ...(secondaryLoss
      ? [
          {
            ...entered,
            input: 'SECONDARY_LOSS' as const,
            value: `${secondaryLoss.probability} × ${textOf(secondaryLoss.magnitude)}`,
          },
        ]
      : []),
    ...(control ? [{ ...entered, input: 'CONTROL' as const, value: control.name }] : []),
  ];
  const quantified = {
    id: scenarioId,
    threatEventFrequency,
    vulnerability: vulnerability.estimate,
    primaryLoss,
    secondaryLoss,
    control,
  };
  return { quantified, inputs };
}

/** Laplace's rule: a handful of clean assets does not claim that nothing can happen, nor a few bad ones that everything does. */
async function vulnerabilityOf(ctx: ReadCtx, { vulnerability, assetIds }: RiskScenario) {
  if (vulnerability.source === 'ENTERED')
    return { source: 'ENTERED', from: 'the scenario', estimate: vulnerability.estimate } as const;
  const exposed = (await exposedAssets(ctx, assetIds)).size;
  const estimate = { form: 'CONSTANT', value: (exposed + 1) / (assetIds.length + 2) } as const;
  const from = `open findings: ${exposed} of ${assetIds.length} assets exposed`;
  return { source: 'DERIVED', from, estimate } as const;
}

function textOf(distribution: Distribution): string {
  const { form, ...rest } = distribution;
  return `${form} ${Object.values(rest).join(' / ')}`;
}

/** A run that is worked out and not kept yet. */
export interface Ran {
  readonly plan: Plan;
  readonly result: QuantificationResult;
  readonly inputsSha256: string;
}

/** Outside any transaction. @throws AppError VALIDATION_FAILED, UNAVAILABLE */
export async function run(storage: TenantStorage, plan: Plan): Promise<Ran> {
  const result = await runQuantification(plan.input);
  if (!result)
    throw invalidField('body.correlations', 'contradict each other: the matrix is not positive semidefinite');
  const kept = { ...plan.input, inputs: plan.inputs, version: quantificationVersion };
  const inputsSha256 = await storeLossInputs(storage, kept);
  return { plan, result, inputsSha256 };
}

/** Result, trace and audit row commit together. */
export async function keep(ctx: Ctx, ran: Ran): Promise<LossResult> {
  const data = present(ran, { decisionTraceId: ctx.newId(), computedAt: ctx.now });
  const { scenarioId, figures } = data;
  const subject =
    scenarioId === null ? { type: 'tenant', id: ctx.tenantId } : { type: 'risk-scenario', id: scenarioId };
  await insertTrace(ctx, {
    id: data.decisionTraceId,
    kind: 'LOSS',
    subjectType: subject.type.toUpperCase(),
    subjectId: subject.id,
    rule: 'fair',
    ruleVersion: data.version,
    outcome: `mean ${figures.mean.amount}, VaR 95 ${figures.var95.amount} ${figures.mean.currency}`,
    inputsSha256: ran.inputsSha256,
    steps: stepsOf(ran),
    result: data,
    asOf: ctx.now,
    registerVersion: null,
    validUntil: null,
    createdAt: ctx.now,
  });
  await insertResult(ctx, data);
  ctx.audit({
    type: scenarioId === null ? 'risk-portfolio.quantified' : 'risk-scenario.quantified',
    subject,
    data: { decisionTraceId: data.decisionTraceId, mean: figures.mean, years: data.years, seed: data.seed },
  });
  return data;
}

function stepsOf({ plan, result: { portfolio } }: Ran) {
  const inputs = plan.inputs.map(({ scenarioId, input, source, from, value }) => {
    const step = `${plan.names.get(scenarioId)}: ${input}`;
    return { step, values: { [step]: value, source, from } };
  });
  const { exceedance: _, ...figures } = portfolio;
  return [
    ...inputs,
    ...Object.entries(figures).map(([step, value]) => ({ step, values: { [step]: String(value) } })),
  ];
}

function present(
  { plan, result }: Ran,
  made: Pick<LossResult, 'decisionTraceId' | 'computedAt'>,
): LossResult {
  const { currency, input } = plan;
  const money = (amount: number): Money => ({ amount: amount.toFixed(2), currency });
  const figuresIn = ({ exceedance, anyLoss, ...amounts }: LossFigures): LossResult['figures'] => ({
    mean: money(amounts.mean),
    standardError: money(amounts.standardError),
    anyLoss,
    var95: money(amounts.var95),
    var99: money(amounts.var99),
    expectedShortfall95: money(amounts.expectedShortfall95),
    exceedance: exceedance.map(({ probability, loss }) => ({ probability, loss: money(loss) })),
  });
  const controls = result.withControls;
  return {
    scenarioId: plan.scenarioId,
    figures: figuresIn(result.portfolio),
    withControls: controls && {
      figures: figuresIn(controls.figures),
      annualCost: money(controls.annualCost),
      meanReduction: money(controls.meanReduction),
      returnOnControl: controls.returnOnControl,
    },
    scenarios: result.scenarios.map(({ id, mean, inWorstYears }) => ({
      scenarioId: id,
      name: plan.names.get(id) ?? '',
      mean: money(mean),
      inWorstYears: money(inWorstYears),
    })),
    inputs: plan.inputs,
    correlations: [...input.correlations],
    years: input.years,
    seed: input.seed,
    version: quantificationVersion,
    ...made,
  };
}
