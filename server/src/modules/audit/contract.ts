import Type from 'typebox';
import { file, json, operation, tenantRead } from '../../kernel/operation.ts';
import { auditors } from '../../kernel/roles.ts';
import {
  actor,
  line,
  nullable,
  oneOf,
  openRecord,
  page,
  pageQuery,
  several,
  sha256,
  shape,
  sortBy,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
} from '../../kernel/schema.ts';

const tag = 'audit';

export const auditEvent = shape('AuditEvent', {
  id: uuid,
  seq: Type.Integer({ minimum: 1, description: 'Number in the tenant, without gaps' }),
  at: timestamp,
  type: stringOf('subject.verb, for example api-key.created'),
  subject: strict({ type: string, id: string }),
  actor,
  requestId: nullable(string),
  data: openRecord,
  hash: sha256,
});

const filters = {
  type: several(line(100), 50, 'Whole type, or a prefix that ends in a dot: "api-key."'),
  subjectType: Type.Optional(line(60)),
  subjectId: Type.Optional(line(200)),
  actorId: Type.Optional(line(200)),
  from: Type.Optional(timestamp),
  to: Type.Optional(timestamp),
};

export const listAuditEvents = operation({
  id: 'listAuditEvents',
  method: 'GET',
  path: '/audit/events',
  summary: 'Who did what, and when',
  description: 'Append-only, newest first. Each hash covers the entry and the hash before it.',
  tag,
  access: tenantRead(auditors, 'read:audit'),
  query: strict({ ...pageQuery, ...filters, sort: sortBy(['seq'], '-seq') }),
  response: json(page(auditEvent)),
});

export const exportAuditEvents = operation({
  id: 'exportAuditEvents',
  method: 'GET',
  path: '/audit/events/export',
  summary: 'Audit events as a file',
  description: 'JSON lines with signed checkpoint and proofs, which verify offline; or CSV.',
  tag,
  access: tenantRead(auditors, 'read:audit'),
  query: strict({ ...filters, format: Type.Optional(oneOf(['jsonl', 'csv'], 'Default jsonl')) }),
  response: file('application/jsonl', 'text/csv'),
  notBuilt: true,
});

export const operations = [listAuditEvents, exportAuditEvents];
