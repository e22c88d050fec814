import Type from 'typebox';
import {
  count,
  countOf,
  flag,
  nullable,
  oneOf,
  openRecord,
  shape,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
} from '../../kernel/schema.ts';

/** One step of the waterfall from 100 to the score. */
export const contribution = shape('ScoreContribution', {
  code: stringOf('Stable name, for example OPEN_CRITICAL or RECURRENCE'),
  label: string,
  points: Type.Number({ description: 'Below 0 lowers the score; the sum over all and 100 is the score' }),
  count: countOf('Vulnerabilities behind it'),
  assetId: nullable(uuid),
  vulnerabilityId: nullable(uuid),
  filter: stringOf('Query string of GET /vulnerabilities that lists exactly these'),
});

export const traceSummary = shape('DecisionTraceSummary', {
  id: uuid,
  kind: stringOf('What was decided, for example SCORE, MASS_CLOSE_BRAKE or STANDING_FINALIZE'),
  subject: strict({ type: string, id: string }),
  rule: stringOf('Name of the rule or formula'),
  ruleVersion: string,
  outcome: stringOf('The result in one line'),
  inputDigest: stringOf('SHA-256 of the canonical inputs, hex'),
  decidedAt: timestamp,
});

const decisionSteps = Type.Array(strict({ label: string, value: string, detail: string }));

export const decisionTrace = shape('DecisionTrace', {
  ...traceSummary.properties,
  inputs: Type.Union([openRecord, Type.Null()], {
    description: 'null when they are too large to show; inputDigest still names them',
  }),
  steps: decisionSteps,
  result: openRecord,
});

export const replayPart = oneOf(['STORED', 'CURRENT'], {
  title: 'ReplayPart',
  description: 'As it was when the decision was made, or as it is now. Default STORED',
});

const decision = shape('Decision', {
  rule: string,
  ruleVersion: string,
  outcome: stringOf('The result in one line'),
  inputDigest: stringOf('SHA-256 of the canonical inputs, hex'),
  asOf: timestamp,
  steps: decisionSteps,
  result: openRecord,
});

const inputChange = shape('InputChange', {
  subject: oneOf(['ASSET', 'FINDING']),
  id: string,
  change: oneOf(['ADDED', 'REMOVED', 'CHANGED']),
  fields: Type.Array(
    strict(
      { field: string, before: nullable(string), after: nullable(string) },
      { description: 'As JSON text' },
    ),
  ),
});

export const decisionReplay = shape('DecisionReplay', {
  traceId: uuid,
  formula: replayPart,
  data: replayPart,
  same: flag('The result equals the stored one, byte by byte; with today’s data, all but time and digest'),
  stored: decision,
  replayed: decision,
  scoreChange: Type.Union([Type.Number(), Type.Null()], {
    description: 'Points; null unless both are scores',
  }),
  reasons: Type.Array(
    strict({
      code: stringOf('As in ScoreContribution'),
      label: string,
      pointsBefore: Type.Number(),
      pointsAfter: Type.Number(),
    }),
    { description: 'What costs more or less than it did; the differences add up to the change of score' },
  ),
  inputs: strict({
    added: count,
    removed: count,
    changed: count,
    complete: flag('False when so much differs that not everything was compared'),
    examples: Type.Array(inputChange, { description: 'At most 50' }),
  }),
});
