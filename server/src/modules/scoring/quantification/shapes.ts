import Type, { type Static } from 'typebox';
import {
  actor,
  count,
  line,
  list,
  money,
  nullable,
  oneOf,
  shape,
  share,
  strict,
  string,
  stringOf,
  text,
  timestamp,
  uuid,
  version,
} from '../../../kernel/schema.ts';

/** A loss event on every day of the year is the most that one scenario speaks of. */
const maxRate = 366;
const maxAmount = 1_000_000_000_000;

const amount = Type.Number({ minimum: 0, maximum: maxAmount, description: 'In the scenario’s currency' });
const positiveAmount = Type.Number({ minimum: 0.01, maximum: maxAmount });
const rate = Type.Number({ minimum: 0, maximum: maxRate, description: 'A year' });

const rateEstimate = Type.Union(
  [
    strict({ form: Type.Literal('CONSTANT'), value: rate }),
    strict({ form: Type.Literal('UNIFORM'), low: rate, high: rate }),
    strict({ form: Type.Literal('PERT'), low: rate, mode: rate, high: rate }),
  ],
  { title: 'RateEstimate', description: 'How often a year' },
);

const shareEstimate = Type.Union(
  [
    strict({ form: Type.Literal('CONSTANT'), value: share }),
    strict({ form: Type.Literal('UNIFORM'), low: share, high: share }),
    strict({ form: Type.Literal('PERT'), low: share, mode: share, high: share }),
  ],
  { title: 'ShareEstimate' },
);

const amountEstimate = Type.Union(
  [
    strict({ form: Type.Literal('CONSTANT'), value: amount }),
    strict({ form: Type.Literal('UNIFORM'), low: amount, high: amount }),
    strict({ form: Type.Literal('PERT'), low: amount, mode: amount, high: amount }),
    strict({ form: Type.Literal('LOGNORMAL'), low: positiveAmount, high: positiveAmount }),
  ],
  {
    title: 'AmountEstimate',
    description:
      'Loss of one event. `low` and `high` are the ends; of LOGNORMAL the 5th and the 95th percentile',
  },
);

const vulnerability = Type.Union(
  [
    strict({ source: Type.Literal('ENTERED'), estimate: shareEstimate }),
    strict({ source: Type.Literal('OPEN_FINDINGS') }),
  ],
  {
    title: 'ScenarioVulnerability',
    description:
      'Share of threat events that become loss events. OPEN_FINDINGS: derived at each run, (exposed + 1) / (assets + 2), where an asset of the ' +
      'scenario is exposed while it has an open CRITICAL, HIGH or known-exploited vulnerability',
  },
);

const secondaryLoss = nullable(
  strict(
    { probability: share, magnitude: amountEstimate },
    { description: 'What others make of a loss event' },
  ),
);

const control = nullable(
  strict({
    name: line(200),
    annualCost: amount,
    frequencyReduction: share,
    magnitudeReduction: share,
  }),
);

const name = line(200);
const currency = Type.String({ pattern: '^[A-Z]{3}$' });

const ofChoice = {
  description: Type.Optional(nullable(text(2_000))),
  assetIds: Type.Optional(list(uuid, 200)),
  secondaryLoss: Type.Optional(secondaryLoss),
  control: Type.Optional(control),
};

/** What a person says of a scenario. */
export const scenarioFields = {
  name,
  currency,
  threatEventFrequency: rateEstimate,
  vulnerability,
  primaryLoss: amountEstimate,
  ...ofChoice,
};

export const scenarioChanges = {
  name: Type.Optional(name),
  currency: Type.Optional(currency),
  threatEventFrequency: Type.Optional(rateEstimate),
  vulnerability: Type.Optional(vulnerability),
  primaryLoss: Type.Optional(amountEstimate),
  ...ofChoice,
};

const estimates = strict({
  threatEventFrequency: rateEstimate,
  vulnerability,
  primaryLoss: amountEstimate,
  secondaryLoss,
  control,
});
/** What is kept as JSON. */
export type Estimates = Static<typeof estimates>;

export const riskScenario = shape('RiskScenario', {
  id: uuid,
  name: string,
  description: nullable(string),
  currency: string,
  assetIds: Type.Array(uuid),
  ...estimates.properties,
  createdBy: actor,
  createdAt: timestamp,
  updatedAt: timestamp,
  version,
});
export type RiskScenario = Static<typeof riskScenario>;

export const runOptions = {
  years: Type.Optional(
    Type.Integer({ minimum: 1_000, maximum: 100_000, description: 'Simulated years. Default 100000' }),
  ),
  seed: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 4_294_967_295, description: 'Same seed, same result. Default 1' }),
  ),
};

export const correlation = strict({
  oneId: uuid,
  otherId: uuid,
  coefficient: Type.Number({ minimum: -1, maximum: 1 }),
});

const figures = shape('LossFigures', {
  mean: money,
  standardError: money,
  anyLoss: Type.Number({ minimum: 0, maximum: 1, description: 'Share of years with a loss' }),
  var95: money,
  var99: money,
  expectedShortfall95: money,
  exceedance: Type.Array(strict({ probability: share, loss: money }), {
    description: 'Loss exceedance curve: the loss that is exceeded with this probability a year',
  }),
});

const usedInput = strict({
  scenarioId: uuid,
  input: oneOf(['THREAT_EVENT_FREQUENCY', 'VULNERABILITY', 'PRIMARY_LOSS', 'SECONDARY_LOSS', 'CONTROL']),
  source: oneOf(['ENTERED', 'DERIVED']),
  from: stringOf('Who or what it comes from'),
  value: string,
});

export const lossResult = shape('LossResult', {
  scenarioId: Type.Union([uuid, Type.Null()], { description: 'null for the portfolio' }),
  figures,
  withControls: nullable(
    strict({
      figures,
      annualCost: money,
      meanReduction: money,
      returnOnControl: Type.Union([Type.Number(), Type.Null()], {
        description: '(meanReduction - annualCost) / annualCost; null when it costs nothing',
      }),
    }),
  ),
  scenarios: Type.Array(
    strict(
      { scenarioId: uuid, name: string, mean: money, inWorstYears: money },
      { description: '`inWorstYears` is its part of expectedShortfall95' },
    ),
  ),
  inputs: Type.Array(usedInput),
  correlations: Type.Array(correlation),
  years: count,
  seed: count,
  version: stringOf('Of the rules that made it'),
  decisionTraceId: uuid,
  computedAt: timestamp,
});
export type LossResult = Static<typeof lossResult>;

export const latestLoss = strict({ latest: nullable(lossResult) });
