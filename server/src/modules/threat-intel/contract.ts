import Type from 'typebox';
import { json, operation, tenantRead, tenantWrite } from '../../kernel/operation.ts';
import { admins, readers } from '../../kernel/roles.ts';
import {
  count,
  cve,
  line,
  list,
  nullable,
  oneOf,
  page,
  pageQuery,
  several,
  severity,
  shape,
  shareOf,
  strict,
  string,
  text,
  timestamp,
  uuid,
} from '../../kernel/schema.ts';

const tag = 'threat-intelligence';
const kinds = ['KNOWN_EXPLOITED', 'EXPLOIT_PREDICTION', 'ADVISORY', 'INDICATOR', 'CAMPAIGN', 'NOTE'] as const;
const kind = oneOf(kinds);

export const threatItem = shape('ThreatItem', {
  id: uuid,
  kind,
  title: string,
  description: nullable(string),
  cves: Type.Array(cve),
  severity: nullable(severity),
  probability: nullable(shareOf('Chance of exploitation within 30 days')),
  source: string,
  sourceId: nullable(string),
  url: nullable(string),
  matchedVulnerabilities: count,
  matchedVendors: count,
  publishedAt: nullable(timestamp),
  receivedAt: timestamp,
});

export const listThreatIntelligence = operation({
  id: 'listThreatIntelligence',
  method: 'GET',
  path: '/threat-intelligence',
  summary: 'What is known outside, and what of it matters here',
  tag,
  access: tenantRead(readers, 'read:threat-intelligence'),
  query: strict({
    ...pageQuery,
    kind: several(kind, kinds.length),
    cve: several(cve, 50),
    matched: Type.Optional(Type.Boolean({ description: 'Only items that touch a finding or vendor' })),
    source: several(line(60), 20),
    since: Type.Optional(timestamp),
    q: Type.Optional(line(200)),
  }),
  response: json(page(threatItem)),
  notBuilt: true,
});

export const addThreatIntelligence = operation({
  id: 'addThreatIntelligence',
  method: 'POST',
  path: '/threat-intelligence',
  summary: 'Bring items in, or a whole feed file',
  description: 'Either `items`, or `format` with `document` (or the file by multipart).',
  tag,
  access: tenantWrite(admins, 'write:threat-intelligence'),
  body: strict({
    items: Type.Optional(
      list(
        strict({
          kind,
          title: line(300),
          description: Type.Optional(text(10_000)),
          cves: Type.Optional(list(cve, 200)),
          severity: Type.Optional(severity),
          source: line(60),
          sourceId: Type.Optional(line(200)),
          url: Type.Optional(line(2_048)),
          publishedAt: Type.Optional(timestamp),
        }),
        1_000,
      ),
    ),
    format: Type.Optional(oneOf(['STIX', 'KEV', 'EPSS', 'OSV', 'CSAF', 'MISP'])),
    document: Type.Optional(Type.String({ minLength: 2, maxLength: 10 * 1024 * 1024 })),
  }),
  upload: { maxBytes: 256 * 1024 * 1024, description: 'A feed file', replaces: ['document', 'items'] },
  response: json(
    strict({
      received: count,
      added: count,
      updated: count,
      unchanged: count,
      matched: count,
      rejected: list(string, 100),
    }),
  ),
  errors: ['PAYLOAD_TOO_LARGE', 'UNREADABLE_REPORT'],
  audit: ['threat-intelligence.added'],
  notBuilt: true,
});

export const operations = [listThreatIntelligence, addThreatIntelligence];
