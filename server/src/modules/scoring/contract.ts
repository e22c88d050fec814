import Type from 'typebox';
import { json, operation, tenantRead, tenantWrite } from '../../kernel/operation.ts';
import { auditors } from '../../kernel/roles.ts';
import { line, page, pageQuery, sortBy, strict, timestamp, uuid } from '../../kernel/schema.ts';
import { quantificationOperations } from './quantification/contract.ts';
import { decisionReplay, decisionTrace, replayPart, traceSummary } from './shapes.ts';

const tag = 'scoring';

export const listDecisionTraces = operation({
  id: 'listDecisionTraces',
  method: 'GET',
  path: '/internal/decision-traces',
  summary: 'Automated decisions, by subject',
  tag,
  access: tenantRead(auditors, 'read:decision-traces'),
  query: strict({
    ...pageQuery,
    subjectType: Type.Optional(line(60, 'For example assessment, tenant or ingestion-job')),
    subjectId: Type.Optional(line(200)),
    kind: Type.Optional(line(60)),
    from: Type.Optional(timestamp),
    to: Type.Optional(timestamp),
    sort: sortBy(['decidedAt'], '-decidedAt'),
  }),
  response: json(page(traceSummary)),
});

export const getDecisionTrace = operation({
  id: 'getDecisionTrace',
  method: 'GET',
  path: '/internal/decision-traces/{traceId}',
  summary: 'Inputs, rule and result of one decision',
  tag,
  access: tenantRead(auditors, 'read:decision-traces'),
  params: strict({ traceId: uuid }),
  response: json(decisionTrace),
  errors: ['NOT_FOUND'],
});

export const replayDecisionTrace = operation({
  id: 'replayDecisionTrace',
  method: 'POST',
  path: '/internal/decision-traces/{traceId}/replay',
  summary: 'Decide again, and say what would change and why',
  description:
    'Runs the kept formula or today’s on the kept inputs or on today’s data. With neither given it repeats the decision, and the result is the same byte by byte. Stores nothing.',
  tag,
  access: tenantWrite(auditors, 'read:decision-traces'),
  params: strict({ traceId: uuid }),
  body: strict({
    formula: Type.Optional(replayPart),
    data: Type.Optional(replayPart),
  }),
  response: json(decisionReplay),
  errors: ['NOT_FOUND'],
  audit: { none: 'computes and compares; nothing is stored' },
});

export const operations = [
  listDecisionTraces,
  getDecisionTrace,
  replayDecisionTrace,
  ...quantificationOperations,
];
