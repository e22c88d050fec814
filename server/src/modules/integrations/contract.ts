import Type from 'typebox';
import { json, operation, sessionOnly, tenantRead, tenantWrite, versioned } from '../../kernel/operation.ts';
import { admins, readers, workers } from '../../kernel/roles.ts';
import {
  boolean,
  count,
  line,
  nullable,
  oneOf,
  page,
  pageQuery,
  several,
  shape,
  strict,
  string,
  text,
  timestamp,
  uuid,
} from '../../kernel/schema.ts';
import {
  connectionTest,
  execution,
  integrationApp,
  integrationRule,
  provider,
  providers,
  ruleFields,
  settings,
  signal,
  simulation,
} from './shapes.ts';

const tag = 'integrations';

export const listIntegrationApps = operation({
  id: 'listIntegrationApps',
  method: 'GET',
  path: '/integrations/apps',
  summary: 'Connectors, secrets masked',
  tag,
  access: tenantRead(readers, 'read:integrations'),
  query: strict({ ...pageQuery, provider: several(provider, providers.length) }),
  response: json(page(integrationApp)),
  notBuilt: true,
});

export const saveIntegrationApp = operation({
  id: 'saveIntegrationApp',
  method: 'POST',
  path: '/integrations/apps',
  summary: 'Add a connector, or change it when `id` is given',
  description: 'Secrets are write-only and encrypted; one that is left out stays.',
  tag,
  access: sessionOnly(admins),
  body: strict({
    id: Type.Optional(uuid),
    provider,
    name: line(200),
    enabled: Type.Optional(boolean),
    config: settings,
    secrets: Type.Optional(settings),
  }),
  response: versioned(integrationApp),
  errors: ['NOT_FOUND', 'CONFLICT'],
  audit: ['integration-app.saved'],
  notBuilt: true,
});

function connectionTestOf(id: string, slug: string, name: string) {
  return operation({
    id,
    method: 'POST',
    path: `/integrations/${slug}/test-connection`,
    summary: `Try a ${name} connection`,
    description: 'Of a saved connector (`appId`) or of settings that are not saved yet (`config`).',
    tag,
    access: sessionOnly(admins),
    body: strict({
      appId: Type.Optional(uuid),
      config: Type.Optional(settings),
      secrets: Type.Optional(settings),
    }),
    response: json(connectionTest),
    errors: ['NOT_FOUND'],
    audit: ['integration-app.tested'],
    notBuilt: true,
  });
}

export const testSlackConnection = connectionTestOf('testSlackConnection', 'slack', 'Slack');
export const testTeamsConnection = connectionTestOf(
  'testMicrosoftTeamsConnection',
  'microsoft-teams',
  'Microsoft Teams',
);
export const testDiscordConnection = connectionTestOf('testDiscordConnection', 'discord', 'Discord');
export const testWebhookConnection = connectionTestOf('testWebhookConnection', 'webhook', 'webhook');
export const testJiraConnection = connectionTestOf('testJiraConnection', 'jira', 'Jira');

export const actOnJira = operation({
  id: 'actOnJira',
  method: 'POST',
  path: '/integrations/jira/actions',
  summary: 'Create, link, comment, move or sync an issue',
  tag,
  access: tenantWrite(workers, 'write:integrations'),
  body: strict({
    action: oneOf(['CREATE_ISSUE', 'LINK_ISSUE', 'ADD_COMMENT', 'TRANSITION', 'SYNC']),
    appId: Type.Optional(uuid),
    vulnerabilityId: Type.Optional(uuid),
    issueKey: Type.Optional(line(60)),
    comment: Type.Optional(text(10_000)),
    transition: Type.Optional(line(100)),
    fields: Type.Optional(settings),
  }),
  response: json(strict({ executionId: uuid, issueKey: nullable(string), url: nullable(string) })),
  errors: ['NOT_FOUND', 'CONFLICT', 'UPSTREAM_FAILED'],
  audit: ['jira.acted'],
  notBuilt: true,
});

export const receiveJiraCallback = operation({
  id: 'receiveJiraCallback',
  method: 'POST',
  path: '/integrations/jira/callback',
  summary: 'Where Jira reports changes',
  description:
    'Signed by the connector’s secret over the raw body. Never verifies or closes a vulnerability by itself.',
  tag,
  access: {
    kind: 'PUBLIC',
    why: 'Jira has no session; the signature over the raw body is checked by the handler',
  },
  query: strict({ appId: Type.Optional(uuid) }),
  body: Type.Record(Type.String(), Type.Unknown(), { maxProperties: 200, description: 'As Jira sends it' }),
  response: json(strict({ received: Type.Literal(true) })),
  errors: ['UNAUTHENTICATED'],
  audit: ['jira.callback-received'],
  notBuilt: true,
});

export const ingestSignals = operation({
  id: 'ingestSignals',
  method: 'POST',
  path: '/integrations/securityscorecard/signal-ingest',
  summary: 'Bring outside ratings in',
  tag,
  access: tenantWrite(admins, 'ingest:signals'),
  body: strict({ signals: Type.Array(signal, { minItems: 1, maxItems: 1_000 }) }),
  response: json(
    shape('SignalsIngested', {
      ingested: count,
      linked: count,
      duplicates: count,
      rejected: Type.Array(strict({ index: count, message: string })),
    }),
  ),
  audit: ['signals.ingested'],
  notBuilt: true,
});

export const triggerCorrelation = operation({
  id: 'triggerCorrelation',
  method: 'POST',
  path: '/integrations/securityscorecard/actions/trigger-correlation',
  summary: 'Link stored signals again',
  tag,
  access: tenantWrite(admins, 'write:integrations'),
  body: strict({ since: Type.Optional(timestamp) }),
  response: json(
    strict({
      examined: count,
      linked: count,
      unlinked: count,
      contradictions: Type.Array(strict({ signalId: uuid, outside: string, inside: string })),
    }),
  ),
  audit: ['signals.correlated'],
  notBuilt: true,
});

export const listIntegrationRules = operation({
  id: 'listIntegrationRules',
  method: 'GET',
  path: '/integrations/rules',
  summary: 'Automation rules',
  tag,
  access: tenantRead(readers, 'read:integrations'),
  query: strict({ ...pageQuery, enabled: Type.Optional(boolean) }),
  response: json(page(integrationRule)),
  notBuilt: true,
});

export const createIntegrationRule = operation({
  id: 'createIntegrationRule',
  method: 'POST',
  path: '/integrations/rules',
  summary: 'Add a rule',
  tag,
  access: tenantWrite(admins, 'write:integrations'),
  body: strict({ name: line(200), enabled: Type.Optional(boolean), ...ruleFields }),
  response: versioned(integrationRule, 201),
  errors: ['NOT_FOUND'],
  audit: ['integration-rule.created'],
  notBuilt: true,
});

export const updateIntegrationRule = operation({
  id: 'updateIntegrationRule',
  method: 'PATCH',
  path: '/integrations/rules/{ruleId}',
  summary: 'Change, enable or disable a rule',
  tag,
  access: tenantWrite(admins, 'write:integrations'),
  params: strict({ ruleId: uuid }),
  body: strict({
    name: Type.Optional(line(200)),
    enabled: Type.Optional(boolean),
    trigger: Type.Optional(ruleFields.trigger),
    condition: Type.Optional(ruleFields.condition),
    actions: Type.Optional(ruleFields.actions),
  }),
  response: versioned(integrationRule),
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  audit: ['integration-rule.changed'],
  notBuilt: true,
});

export const simulateIntegrationRule = operation({
  id: 'simulateIntegrationRule',
  method: 'POST',
  path: '/integrations/rules/simulate',
  summary: 'What a rule would do, and would have done',
  description: 'No outbound call, nothing stored.',
  tag,
  access: tenantWrite(admins, 'read:integrations'),
  body: strict({
    ruleId: Type.Optional(uuid),
    rule: Type.Optional(strict(ruleFields)),
    event: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { maxProperties: 100 })),
    backTestDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })),
  }),
  response: json(simulation),
  errors: ['NOT_FOUND'],
  audit: { none: 'computes only; nothing is stored or sent' },
  notBuilt: true,
});

const outcome = oneOf(['SUCCEEDED', 'FAILED', 'RETRYING', 'DEAD', 'SKIPPED']);

export const listIntegrationExecutions = operation({
  id: 'listIntegrationExecutions',
  method: 'GET',
  path: '/integrations/executions',
  summary: 'Every run and delivery',
  tag,
  access: tenantRead(readers, 'read:integrations'),
  query: strict({
    ...pageQuery,
    outcome: several(outcome, 5),
    provider: several(provider, providers.length),
    ruleId: Type.Optional(uuid),
    appId: Type.Optional(uuid),
    from: Type.Optional(timestamp),
    to: Type.Optional(timestamp),
  }),
  response: json(page(execution)),
  notBuilt: true,
});

export const redeliverIntegrationExecution = operation({
  id: 'redeliverIntegrationExecution',
  method: 'POST',
  path: '/integrations/executions/{executionId}/redeliver',
  summary: 'Send again',
  tag,
  access: tenantWrite(admins, 'write:integrations'),
  params: strict({ executionId: uuid }),
  response: json(execution, 202),
  errors: ['NOT_FOUND', 'CONFLICT'],
  audit: ['integration-execution.redelivered'],
  notBuilt: true,
});

export const operations = [
  listIntegrationApps,
  saveIntegrationApp,
  testSlackConnection,
  testTeamsConnection,
  testDiscordConnection,
  testWebhookConnection,
  testJiraConnection,
  actOnJira,
  receiveJiraCallback,
  ingestSignals,
  triggerCorrelation,
  listIntegrationRules,
  createIntegrationRule,
  updateIntegrationRule,
  simulateIntegrationRule,
  listIntegrationExecutions,
  redeliverIntegrationExecution,
];
