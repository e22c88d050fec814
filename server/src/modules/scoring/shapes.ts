import Type from 'typebox';
import {
  countOf,
  nullable,
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

export const decisionTrace = shape('DecisionTrace', {
  ...traceSummary.properties,
  inputs: Type.Union([openRecord, Type.Null()], {
    description: 'null when they are too large to show; inputDigest still names them',
  }),
  steps: Type.Array(strict({ label: string, value: string, detail: string })),
  result: openRecord,
});
