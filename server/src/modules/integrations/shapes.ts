import Type from 'typebox';
import {
  actor,
  boolean,
  count,
  line,
  list,
  nullable,
  oneOf,
  openRecord,
  shape,
  strict,
  string,
  stringOf,
  text,
  timestamp,
  uuid,
  version,
} from '../../kernel/schema.ts';

export const providers = [
  'JIRA',
  'SLACK',
  'MICROSOFT_TEAMS',
  'DISCORD',
  'WEBHOOK',
  'SECURITYSCORECARD',
] as const;
export const provider = oneOf(providers, { title: 'IntegrationProvider' });

/** Settings under the provider's own names; what is secret goes in `secrets` and never comes out. */
export const settings = Type.Record(
  Type.String({ pattern: '^[a-zA-Z]{1,60}$' }),
  Type.String({ maxLength: 4_096 }),
  {
    maxProperties: 40,
    description: 'By name: url, projectKey, channel …',
  },
);

export const integrationApp = shape('IntegrationApp', {
  id: uuid,
  provider,
  name: string,
  enabled: boolean,
  config: Type.Record(string, string),
  secrets: Type.Array(strict({ name: string, masked: stringOf('Last characters only'), setAt: timestamp })),
  status: oneOf(['UNTESTED', 'OK', 'FAILING', 'DISABLED']),
  lastProblem: nullable(string),
  createdAt: timestamp,
  updatedAt: timestamp,
  version,
});

export const connectionTest = shape('ConnectionTest', {
  ok: boolean,
  latencyMs: nullable(Type.Number({ minimum: 0 })),
  problem: Type.Optional(strict({ code: string, message: string })),
});

export const ruleAction = strict({
  kind: oneOf(['NOTIFY', 'CREATE_ISSUE', 'SET_OWNER', 'SET_DUE_DATE', 'ADD_TAG', 'WEBHOOK']),
  appId: Type.Optional(uuid),
  settings: Type.Optional(settings),
});

export const ruleFields = {
  trigger: line(100, 'Event type, for example vulnerability.opened'),
  condition: text(4_000, 'CEL expression; empty means always'),
  actions: Type.Array(ruleAction, { minItems: 1, maxItems: 20 }),
};

export const integrationRule = shape('IntegrationRule', {
  id: uuid,
  name: string,
  enabled: boolean,
  trigger: string,
  condition: string,
  actions: Type.Array(ruleAction),
  lastRunAt: nullable(timestamp),
  runs: count,
  createdBy: actor,
  createdAt: timestamp,
  version,
});

export const execution = shape('IntegrationExecution', {
  id: uuid,
  kind: oneOf(['RULE', 'DELIVERY', 'ACTION', 'CALLBACK', 'INGEST']),
  provider: nullable(provider),
  appId: nullable(uuid),
  ruleId: nullable(uuid),
  subject: nullable(strict({ type: string, id: string })),
  outcome: oneOf(['SUCCEEDED', 'FAILED', 'RETRYING', 'DEAD', 'SKIPPED']),
  attempts: Type.Array(
    strict({ at: timestamp, ok: boolean, latencyMs: nullable(Type.Number()), problem: nullable(string) }),
  ),
  nextAttemptAt: nullable(timestamp),
  startedAt: timestamp,
});

export const signal = strict({
  id: line(200, 'Id at the source; repeats are duplicates'),
  type: line(100),
  title: Type.Optional(line(500)),
  severity: Type.Optional(line(60)),
  domain: Type.Optional(line(253)),
  host: Type.Optional(line(253)),
  ip: Type.Optional(line(45)),
  port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
  cves: Type.Optional(list(line(28), 50)),
  score: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  observedAt: Type.Optional(timestamp),
  url: Type.Optional(line(2_048)),
  detail: Type.Optional(text(10_000)),
});

export const simulation = shape('RuleSimulation', {
  matches: boolean,
  plannedActions: Type.Array(ruleAction),
  explanation: string,
  backTest: nullable(
    strict({
      from: timestamp,
      to: timestamp,
      events: count,
      matched: count,
      examples: Type.Array(openRecord),
    }),
  ),
});
