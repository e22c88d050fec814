import Type from 'typebox';
import { json, operation, tenantRead, tenantWrite } from '../../kernel/operation.ts';
import { admins, readers, workers } from '../../kernel/roles.ts';
import {
  actor,
  count,
  line,
  list,
  nullable,
  oneOf,
  page,
  pageQuery,
  several,
  shape,
  shareOf,
  strict,
  string,
  text,
  timestamp,
  uuid,
} from '../../kernel/schema.ts';

const tag = 'frameworks';
const frameworkCode = Type.String({
  pattern: '^[A-Za-z0-9._-]{1,60}$',
  description: 'For example nist-csf-2.0; mapping-suggestions is reserved',
});
const params = strict({ frameworkCode });
const controlId = line(100, 'Id of a control in its framework');

export const framework = shape('Framework', {
  code: string,
  name: string,
  version: string,
  publisher: string,
  controls: count,
  source: oneOf(['BUILT_IN', 'IMPORTED']),
});

export const control = shape('Control', {
  id: string,
  title: string,
  text: nullable(string),
  parentId: nullable(string),
  mappedTo: Type.Array(strict({ frameworkCode: string, controlId: string })),
});

export const alignmentState = oneOf(['ALIGNED', 'PARTIAL', 'GAP', 'NOT_ASSESSED', 'NOT_APPLICABLE'], {
  title: 'AlignmentState',
});

export const listFrameworks = operation({
  id: 'listFrameworks',
  method: 'GET',
  path: '/frameworks',
  summary: 'Catalogue of frameworks',
  tag,
  access: tenantRead(readers, 'read:frameworks'),
  query: strict({ ...pageQuery, q: Type.Optional(line(200)) }),
  response: json(page(framework)),
  notBuilt: true,
});

export const getFramework = operation({
  id: 'getFramework',
  method: 'GET',
  path: '/frameworks/{frameworkCode}',
  summary: 'One framework with its controls',
  tag,
  access: tenantRead(readers, 'read:frameworks'),
  params,
  response: json(shape('FrameworkDetail', { ...framework.properties, items: Type.Array(control) })),
  errors: ['NOT_FOUND'],
  notBuilt: true,
});

export const importFramework = operation({
  id: 'importFramework',
  method: 'POST',
  path: '/frameworks/import',
  summary: 'Import an OSCAL catalogue or mapping',
  tag,
  access: tenantWrite(admins, 'write:frameworks'),
  body: strict({
    document: Type.String({ minLength: 2, maxLength: 10 * 1024 * 1024, description: 'OSCAL JSON' }),
  }),
  upload: {
    maxBytes: 64 * 1024 * 1024,
    description: 'OSCAL catalogue or mapping, JSON',
    replaces: ['document'],
  },
  response: json(strict({ framework, controls: count, mappings: count }), 201),
  errors: ['CONFLICT', 'PAYLOAD_TOO_LARGE', 'UNREADABLE_REPORT'],
  audit: ['framework.imported'],
  notBuilt: true,
});

export const getFrameworkAlignment = operation({
  id: 'getFrameworkAlignment',
  method: 'GET',
  path: '/frameworks/{frameworkCode}/alignment',
  summary: 'How far the tenant meets each control, and why',
  tag,
  access: tenantRead(readers, 'read:frameworks'),
  params,
  response: json(
    shape('FrameworkAlignment', {
      framework,
      score: nullable(
        strict({
          value: shareOf('Met share of what applies'),
          low: shareOf('95 % interval'),
          high: shareOf('95 % interval'),
        }),
      ),
      counts: strict({
        ALIGNED: count,
        PARTIAL: count,
        GAP: count,
        NOT_ASSESSED: count,
        NOT_APPLICABLE: count,
      }),
      controls: Type.Array(
        strict({
          controlId: string,
          title: string,
          state: alignmentState,
          sources: Type.Array(
            strict({
              kind: oneOf(['ANSWER', 'EVIDENCE', 'FINDING', 'MAPPING']),
              id: string,
              label: string,
              supports: Type.Boolean(),
            }),
          ),
        }),
      ),
      decisionTraceId: nullable(uuid),
      computedAt: timestamp,
    }),
  ),
  errors: ['NOT_FOUND'],
  notBuilt: true,
});

export const prompt = shape('FrameworkPrompt', {
  id: string,
  controlIds: Type.Array(string),
  question: string,
  kind: oneOf(['YES_NO', 'CHOICE', 'TEXT', 'NUMBER']),
  options: Type.Array(string),
  answer: nullable(strict({ value: string, note: nullable(string), by: actor, at: timestamp })),
  alsoServes: Type.Array(strict({ frameworkCode: string, controlId: string })),
});

export const listFrameworkPrompts = operation({
  id: 'listFrameworkPrompts',
  method: 'GET',
  path: '/frameworks/{frameworkCode}/prompts',
  summary: 'Assessment questions with current answers',
  tag,
  access: tenantRead(readers, 'read:frameworks'),
  params,
  query: strict({ ...pageQuery, unanswered: Type.Optional(Type.Boolean()) }),
  response: json(page(prompt)),
  errors: ['NOT_FOUND'],
  notBuilt: true,
});

export const answerFrameworkPrompts = operation({
  id: 'answerFrameworkPrompts',
  method: 'POST',
  path: '/frameworks/{frameworkCode}/prompts',
  summary: 'Answer questions',
  description: 'One answer serves every mapped framework.',
  tag,
  access: tenantWrite(workers, 'write:frameworks'),
  params,
  body: strict({
    answers: Type.Array(
      strict({
        promptId: line(100),
        value: text(10_000),
        note: Type.Optional(text(4_000)),
        evidenceIds: Type.Optional(list(uuid, 50)),
      }),
      { minItems: 1, maxItems: 200 },
    ),
  }),
  response: json(strict({ answered: count, items: Type.Array(prompt) })),
  errors: ['NOT_FOUND'],
  audit: ['framework.prompts-answered'],
  notBuilt: true,
});

const subjectKind = oneOf(['FINDING', 'EVIDENCE', 'CONTROL']);

export const mappingSuggestion = shape('MappingSuggestion', {
  id: uuid,
  subject: strict({ kind: subjectKind, id: string, label: string }),
  frameworkCode: string,
  controlId: string,
  confidence: shareOf('How sure the matcher is'),
  reasons: Type.Array(string),
  state: oneOf(['PROPOSED', 'ACCEPTED', 'REJECTED']),
  decidedBy: nullable(actor),
  decidedAt: nullable(timestamp),
});

export const listMappingSuggestions = operation({
  id: 'listMappingSuggestions',
  method: 'GET',
  path: '/frameworks/mapping-suggestions',
  summary: 'Proposed links to controls, best first',
  tag,
  access: tenantRead(readers, 'read:frameworks'),
  query: strict({
    ...pageQuery,
    frameworkCode: Type.Optional(frameworkCode),
    state: several(oneOf(['PROPOSED', 'ACCEPTED', 'REJECTED']), 3, 'Default PROPOSED'),
    subjectKind: several(subjectKind, 3),
    subjectId: Type.Optional(line(200)),
  }),
  response: json(page(mappingSuggestion)),
  notBuilt: true,
});

export const decideMappingSuggestions = operation({
  id: 'decideMappingSuggestions',
  method: 'POST',
  path: '/frameworks/mapping-suggestions',
  summary: 'Accept, reject or generate suggestions',
  description:
    'ACCEPT and REJECT need `suggestionIds`; GENERATE may name a framework and a control. Decisions are remembered.',
  tag,
  access: tenantWrite(workers, 'write:frameworks'),
  body: strict({
    action: oneOf(['ACCEPT', 'REJECT', 'GENERATE']),
    suggestionIds: Type.Optional(list(uuid, 500)),
    frameworkCode: Type.Optional(frameworkCode),
    controlId: Type.Optional(controlId),
    reason: Type.Optional(text(2_000)),
  }),
  response: json(
    strict({ accepted: count, rejected: count, generated: count, items: Type.Array(mappingSuggestion) }),
  ),
  errors: ['NOT_FOUND', 'CONFLICT'],
  audit: ['mapping-suggestion.decided', 'mapping-suggestion.generated'],
  notBuilt: true,
});

export const operations = [
  listFrameworks,
  getFramework,
  importFramework,
  getFrameworkAlignment,
  listFrameworkPrompts,
  answerFrameworkPrompts,
  listMappingSuggestions,
  decideMappingSuggestions,
];
