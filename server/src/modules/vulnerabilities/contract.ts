import Type from 'typebox';
import { json, operation, tenantRead, tenantWrite, versioned } from '../../kernel/operation.ts';
import { readers, workers } from '../../kernel/roles.ts';
import {
  boolean,
  count,
  flag,
  list,
  nullable,
  page,
  pageQuery,
  severity,
  shape,
  sortBy,
  strict,
  string,
  tag as tagWord,
  text,
  timestamp,
  uuid,
} from '../../kernel/schema.ts';
import { commentOperations } from './comment-contract.ts';
import { exportVulnerabilities } from './export-contract.ts';
import { registerFilters } from './filter-shapes.ts';
import {
  historyEntry,
  requestedStatus,
  vulnerability,
  vulnerabilityDetail,
  vulnerabilityStatus,
} from './shapes.ts';

const tag = 'vulnerabilities';
const params = strict({ vulnerabilityId: uuid });

export const listVulnerabilities = operation({
  id: 'listVulnerabilities',
  method: 'GET',
  path: '/vulnerabilities',
  summary: 'The register',
  description:
    'Filters narrow each other; values of one filter widen it. Severity sorts INFO below CRITICAL.',
  tag,
  access: tenantRead(readers, 'read:vulnerabilities'),
  query: strict({
    ...pageQuery,
    ...registerFilters,
    sort: sortBy(
      ['severity', 'dueAt', 'epss', 'firstSeenAt', 'lastSeenAt', 'title', 'asset', 'criticality', 'status'],
      '-severity,dueAt',
    ),
  }),
  response: json(page(vulnerability)),
});

export const getVulnerability = operation({
  id: 'getVulnerability',
  method: 'GET',
  path: '/vulnerabilities/{vulnerabilityId}',
  summary: 'One vulnerability with its evidence',
  tag,
  access: tenantRead(readers, 'read:vulnerabilities'),
  params,
  response: versioned(vulnerabilityDetail),
  errors: ['NOT_FOUND'],
});

export const getVulnerabilityHistory = operation({
  id: 'getVulnerabilityHistory',
  method: 'GET',
  path: '/vulnerabilities/{vulnerabilityId}/history',
  summary: 'Every decision and sighting, newest first',
  tag,
  access: tenantRead(readers, 'read:vulnerabilities'),
  params,
  query: strict({ ...pageQuery }),
  response: json(page(historyEntry)),
  errors: ['NOT_FOUND'],
});

export const updateVulnerability = operation({
  id: 'updateVulnerability',
  method: 'PATCH',
  path: '/vulnerabilities/{vulnerabilityId}',
  summary: 'Change owner, due date, tags, notes, asset or severity',
  description:
    'A member changes what is assigned to them, or nobody’s on an asset of theirs, and may take what has no owner; a workspace administrator anything. ' +
    'Severity and asset are an administrator’s, with a reason.',
  tag,
  access: tenantWrite(workers, 'write:vulnerabilities'),
  params,
  body: strict({
    ownerId: Type.Optional(nullable(uuid)),
    dueAt: Type.Optional(nullable(timestamp)),
    tags: Type.Optional(list(tagWord, 50)),
    notes: Type.Optional(nullable(text(20_000))),
    assetId: Type.Optional(uuid),
    severity: Type.Optional(
      Type.Union([severity, Type.Null()], { description: 'null goes back to the source’s severity' }),
    ),
    reason: Type.Optional(text(2_000, 'Needed when severity or asset changes')),
  }),
  response: versioned(vulnerabilityDetail),
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  audit: ['vulnerability.changed', 'vulnerability.severity-overridden'],
});

const decision = {
  status: requestedStatus,
  reason: Type.String({ minLength: 3, maxLength: 4_000, pattern: '^[^\\u0000]*\\S[^\\u0000]*$' }),
  evidenceIds: Type.Optional(list(uuid, 50)),
  expiresAt: Type.Optional(timestamp),
  effectiveAt: Type.Optional(timestamp),
};
const statusAudit = ['vulnerability.status-changed'];
const statusDescription =
  'OPEN → CLIENT_FIXED → VERIFIED; OPEN or CLIENT_FIXED → RISK_ACCEPTED or FALSE_POSITIVE; any → OPEN. Whoever declared ' +
  'a fix cannot verify it. RISK_ACCEPTED needs `expiresAt`, at most 366 days ahead, and reopens by itself on that day. ' +
  '`effectiveAt` says when it took place, where that was earlier: not before the finding, nor before the decision that stands, ' +
  'and for a fix not before the last scan that still saw it.';

export const changeVulnerabilityStatus = operation({
  id: 'changeVulnerabilityStatus',
  method: 'PATCH',
  path: '/vulnerabilities/{vulnerabilityId}/status',
  summary: 'Move through the lifecycle',
  description: statusDescription,
  tag,
  access: tenantWrite(workers, 'write:vulnerabilities'),
  params,
  body: strict(decision),
  response: versioned(vulnerabilityDetail),
  errors: ['NOT_FOUND', 'ILLEGAL_TRANSITION', 'PRECONDITION_FAILED'],
  audit: statusAudit,
});

export const postVulnerabilityStatus = operation({
  ...changeVulnerabilityStatus,
  id: 'postVulnerabilityStatus',
  method: 'POST',
  summary: 'Move through the lifecycle (same as PATCH)',
});

export const bulkChangeVulnerabilityStatus = operation({
  id: 'bulkChangeVulnerabilityStatus',
  method: 'POST',
  path: '/vulnerabilities/bulk-status',
  summary: 'Move many through the lifecycle',
  description:
    'Each stands alone: what may not move is listed with its reason, the rest moves. With `atomic` all move or none does.',
  tag,
  access: tenantWrite(workers, 'write:vulnerabilities'),
  body: strict({
    vulnerabilityIds: Type.Array(uuid, { minItems: 1, maxItems: 500, uniqueItems: true }),
    ...decision,
    atomic: Type.Optional(flag('Move all or none. Default false')),
  }),
  response: json(
    shape('BulkStatusResult', {
      changed: count,
      refused: count,
      results: Type.Array(
        strict({
          vulnerabilityId: uuid,
          changed: boolean,
          status: nullable(vulnerabilityStatus),
          error: nullable(strict({ code: string, message: string })),
        }),
      ),
    }),
  ),
  audit: statusAudit,
});

export const bulkAssignVulnerabilities = operation({
  id: 'bulkAssignVulnerabilities',
  method: 'POST',
  path: '/vulnerabilities/bulk-owner',
  summary: 'Assign many to one person',
  description:
    'Each stands alone: what the caller may not assign is listed with its reason, the rest is assigned. One that has this ' +
    'owner already is neither changed nor refused.',
  tag,
  access: tenantWrite(workers, 'write:vulnerabilities'),
  body: strict({
    vulnerabilityIds: Type.Array(uuid, { minItems: 1, maxItems: 500, uniqueItems: true }),
    ownerId: Type.Union([uuid, Type.Null()], { description: 'null takes the assignment back' }),
    reason: Type.Optional(text(2_000)),
  }),
  response: json(
    shape('BulkOwnerResult', {
      changed: count,
      refused: count,
      results: Type.Array(
        strict({
          vulnerabilityId: uuid,
          changed: boolean,
          error: nullable(strict({ code: string, message: string })),
        }),
      ),
    }),
  ),
  audit: ['vulnerability.changed'],
});

export const operations = [
  listVulnerabilities,
  exportVulnerabilities,
  getVulnerability,
  getVulnerabilityHistory,
  updateVulnerability,
  changeVulnerabilityStatus,
  postVulnerabilityStatus,
  bulkChangeVulnerabilityStatus,
  bulkAssignVulnerabilities,
  ...commentOperations,
];
