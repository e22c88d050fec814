import Type from 'typebox';
import { json, operation, sessionOnly, tenantRead } from '../../kernel/operation.ts';
import { auditors, readers } from '../../kernel/roles.ts';
import {
  countOf,
  flag,
  line,
  nullable,
  oneOf,
  shape,
  strict,
  string,
  stringOf,
  timestamp,
} from '../../kernel/schema.ts';
import { newPassword, newPersonFields, signedIn } from '../auth/shapes.ts';

const tag = 'system';

export const systemOrigin = shape('SystemOrigin', {
  origin: stringOf('Public address of this deployment, without trailing slash'),
  apiBase: stringOf('Address that API paths are appended to, ending in /api/v1'),
  version: stringOf('Version of the platform'),
  setUpRequired: flag('True until the first person has been made; POST /setup does that'),
  callbacks: strict({
    jira: stringOf('Address to register as a webhook in Jira'),
    signIn: string,
    invitation: stringOf('Page that an invitation link opens; the token follows as #token='),
  }),
  documentation: stringOf('Address of the interactive API documentation'),
  signingKeys: Type.Array(strict({ keyId: string, publicKey: stringOf('Ed25519, SPKI in PEM') }), {
    description: 'Public keys that sign reports and receipts: the present one first, then earlier ones',
  }),
});

export const getSystemOrigin = operation({
  id: 'getSystemOrigin',
  method: 'GET',
  path: '/system/origin',
  summary: 'Where this deployment is reached',
  tag,
  access: { kind: 'PUBLIC', why: 'a client asks before it can sign in; nothing of a tenant is told' },
  response: json(systemOrigin),
});

export const setUp = operation({
  id: 'setUp',
  method: 'POST',
  path: '/setup',
  summary: 'Make the first tenant and its administrator',
  description:
    'Works once, with the token printed at the first start. The person becomes platform administrator and workspace ' +
    'administrator of the new tenant, and is signed in by cookie.',
  tag,
  access: { kind: 'PUBLIC', why: 'nobody can sign in yet; the one-time token is the authority' },
  body: strict({
    token: line(200, 'One-time token of the set-up link'),
    tenantName: line(200),
    ...newPersonFields,
    password: newPassword,
  }),
  response: json(signedIn, 201),
  errors: ['UNAUTHENTICATED', 'CONFLICT'],
  audit: ['tenant.created', 'user.created', 'session.created'],
});

export const capabilityStatus = oneOf(['UP', 'DEGRADED', 'DOWN', 'NOT_CONFIGURED'], {
  title: 'CapabilityStatus',
});

export const capability = shape('Capability', {
  id: oneOf(['database', 'queue', 'storage', 'connectors', 'feeds', 'graph-cache', 'audit-chain']),
  status: capabilityStatus,
  message: stringOf('One sentence for a person'),
  latencyMs: nullable(Type.Number({ minimum: 0 })),
  lagSeconds: nullable(
    Type.Number({ minimum: 0, description: 'Age of the oldest waiting job, or of the feed' }),
  ),
  backlog: nullable(countOf('Waiting jobs or deliveries')),
  since: nullable(timestamp),
});

export const getPhase2Health = operation({
  id: 'getPhase2Health',
  method: 'GET',
  path: '/internal/phase2-health',
  summary: 'Health of each capability',
  tag,
  access: tenantRead(auditors, 'read:audit'),
  response: json(
    shape('Phase2Health', {
      status: capabilityStatus,
      capabilities: Type.Array(capability),
      checkedAt: timestamp,
    }),
  ),
});

/** `data` of one server-sent event; `id` of the event is its number in the tenant, `event` its type. */
export const streamEvent = shape('StreamEvent', {
  seq: countOf('Number of the event in the tenant, without gaps'),
  type: stringOf('subject.verb, for example ingestion-job.changed'),
  version: Type.Integer({ minimum: 1, description: 'Version of the payload' }),
  subject: strict({ type: string, id: string }),
  payload: Type.Record(Type.String(), Type.Unknown()),
  at: timestamp,
});

export const streamEvents = operation({
  id: 'streamEvents',
  method: 'GET',
  path: '/events',
  summary: 'Changes of the tenant as they happen',
  description:
    'Server-sent events, one per domain event, in order, at least once. A comment line every 15 seconds keeps the ' +
    'connection open. Reconnect with Last-Event-ID or `since`; events are kept for at least 24 hours, and an event of ' +
    'type `stream.reset` says that older ones are gone and that lists must be read again.',
  tag,
  access: sessionOnly(readers),
  query: strict({
    since: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Send events after this number. Without it, only new ones' }),
    ),
  }),
  response: { kind: 'EVENTS', status: 200, data: streamEvent },
});

export const operations = [getSystemOrigin, setUp, getPhase2Health, streamEvents];
