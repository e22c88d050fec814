import Type from 'typebox';
import { json, operation, sessionOnly, tenantRead, tenantWrite, versioned } from '../../kernel/operation.ts';
import { admins, readers, workers } from '../../kernel/roles.ts';
import {
  line,
  list,
  nullable,
  oneOf,
  page,
  pageQuery,
  resultClass,
  scopeKeyName,
  several,
  severity,
  sortBy,
  strict,
  text,
  timestamp,
  uuid,
  waitQuery,
} from '../../kernel/schema.ts';
import { assetKind } from '../assets/shapes.ts';
import { columnOperations } from './column-contract.ts';
import { scopeOperations } from './scope-contract.ts';
import { settingsOperations } from './settings-contract.ts';
import { authorityInput, changeKind, changes, job, jobState, jobStates, preview, receipt } from './shapes.ts';

const tag = 'ingestion';
const params = strict({ jobId: uuid });
const jobPath = '/report-ingestion/jobs/{jobId}';
const tool = line(60, 'Parser, for example nessus; without it the content tells');

/** Characters of `payloadBase64` for 10 MiB. */
const maxBase64Length = Math.ceil((10 * 1024 * 1024) / 3) * 4;

export const createIngestionJob = operation({
  id: 'createIngestionJob',
  method: 'POST',
  path: '/report-ingestion/jobs',
  summary: 'Hand in a report',
  description:
    'Multipart for any size: the fields first, then `file`; objects as JSON text. JSON for small reports, with exactly ' +
    'one of `payload` and `payloadBase64`. With `process: preview` (the default) extraction and validation follow by ' +
    'themselves. A scope key that is not known yet is made, without declared targets. `assessment.id` adds to that ' +
    'assessment instead of making one. `mappingId` names a saved column mapping, for a table of any tool.',
  tag,
  access: tenantWrite(workers, 'write:ingestion'),
  query: strict({ ...waitQuery }),
  body: strict({
    tool: Type.Optional(tool),
    scopeKey: scopeKeyName,
    authority: Type.Optional(authorityInput),
    assessment: Type.Optional(
      strict({
        id: Type.Optional(uuid),
        name: Type.Optional(line(200)),
        methodology: Type.Optional(line(200)),
        startedAt: Type.Optional(timestamp),
        finishedAt: Type.Optional(timestamp),
      }),
    ),
    mappingId: Type.Optional(uuid),
    fileName: Type.Optional(line(255)),
    process: Type.Optional(oneOf(['none', 'preview'], 'none: only receive. Default preview')),
    payload: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 10 * 1024 * 1024,
        description: 'The report as text, at most 10 MiB',
      }),
    ),
    payloadBase64: Type.Optional(
      Type.String({
        minLength: 4,
        maxLength: maxBase64Length,
        pattern: '^[A-Za-z0-9+/]+={0,2}$',
        description: 'The report’s bytes, at most 10 MiB',
      }),
    ),
  }),
  upload: {
    maxBytes: 2 * 1024 * 1024 * 1024 - 1,
    description: 'The report, streamed to storage',
    replaces: ['payload', 'payloadBase64'],
  },
  response: { kind: 'JSON', status: 202, data: job, etag: true },
  errors: ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'UNREADABLE_REPORT', 'NOT_FOUND'],
  audit: ['ingestion-job.received', 'scope-key.created'],
});

export const listIngestionJobs = operation({
  id: 'listIngestionJobs',
  method: 'GET',
  path: '/report-ingestion/jobs',
  summary: 'Ingestion jobs',
  tag,
  access: tenantRead(readers, 'read:ingestion'),
  query: strict({
    ...pageQuery,
    state: several(jobState, jobStates.length),
    tool: several(line(60), 20),
    scopeKey: several(scopeKeyName, 20),
    from: Type.Optional(timestamp),
    to: Type.Optional(timestamp),
    q: Type.Optional(line(200, 'Part of a file name')),
    sort: sortBy(['createdAt', 'updatedAt'], '-createdAt'),
  }),
  response: json(page(job)),
});

export const getIngestionJob = operation({
  id: 'getIngestionJob',
  method: 'GET',
  path: jobPath,
  summary: 'One job',
  tag,
  access: tenantRead(readers, 'read:ingestion'),
  params,
  query: strict({ ...waitQuery }),
  response: versioned(job),
  errors: ['NOT_FOUND'],
});

export const updateIngestionJob = operation({
  id: 'updateIngestionJob',
  method: 'PATCH',
  path: jobPath,
  summary: 'Correct mapping, classes, exclusions or tool before finalizing',
  description:
    'Goes back to EXTRACTED (or RECEIVED when the tool or the column mapping changes), so the job is validated again. A list replaces the ' +
    'one before.',
  tag,
  access: sessionOnly(admins),
  params,
  body: strict({
    tool: Type.Optional(tool),
    mappingId: Type.Optional(nullable(uuid)),
    assetMappings: Type.Optional(
      list(
        strict({
          target: line(1_000, 'Source target, as the report says it'),
          assetId: Type.Optional(uuid),
          newAsset: Type.Optional(strict({ name: line(300), kind: assetKind })),
        }),
        1_000,
      ),
    ),
    classOverrides: Type.Optional(
      list(strict({ ruleId: line(300), class: resultClass, reason: text(2_000) }), 1_000),
    ),
    exclusions: Type.Optional(
      list(
        strict({
          ruleId: Type.Optional(line(300)),
          target: Type.Optional(line(1_000)),
          reason: text(2_000, 'Kept on the job and in its receipt'),
        }),
        1_000,
      ),
    ),
    authority: Type.Optional(authorityInput),
  }),
  response: versioned(job),
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
  audit: ['ingestion-job.adjusted'],
});

export const discardIngestionJob = operation({
  id: 'discardIngestionJob',
  method: 'DELETE',
  path: jobPath,
  summary: 'Discard a job',
  description: 'Refused after finalize. A member discards what they handed in; an administrator any.',
  tag,
  access: sessionOnly(workers),
  params,
  response: json(job),
  errors: ['NOT_FOUND', 'CONFLICT'],
  audit: ['ingestion-job.discarded'],
});

export const extractIngestionJob = operation({
  id: 'extractIngestionJob',
  method: 'POST',
  path: `${jobPath}/extract`,
  summary: 'Read the report into raw findings',
  description: 'Also tries a FAILED job again. An unreadable item is a problem of the job; the rest is read.',
  tag,
  access: tenantWrite(workers, 'write:ingestion'),
  params,
  query: strict({ ...waitQuery }),
  response: json(job, 202),
  errors: ['NOT_FOUND', 'CONFLICT'],
  audit: ['ingestion-job.extracted', 'ingestion-job.failed'],
});

export const validateIngestionJob = operation({
  id: 'validateIngestionJob',
  method: 'POST',
  path: `${jobPath}/validate`,
  summary: 'Run the checks and compute the preview',
  description: 'The job’s `checks` include coverage, authority and the mass-close brake.',
  tag,
  access: tenantWrite(workers, 'write:ingestion'),
  params,
  query: strict({ ...waitQuery }),
  response: json(job, 202),
  errors: ['NOT_FOUND', 'CONFLICT'],
  audit: ['ingestion-job.validated', 'ingestion-job.rejected', 'ingestion-job.failed'],
});

export const getIngestionPreview = operation({
  id: 'getIngestionPreview',
  method: 'GET',
  path: `${jobPath}/preview`,
  summary: 'Exactly what finalizing would do to the register',
  description:
    'Computed against the live register; `digest` names it, and finalizing refuses to do anything else.',
  tag,
  access: tenantRead(readers, 'read:ingestion'),
  params,
  query: strict({
    ...pageQuery,
    change: several(changeKind, changes.length),
    class: several(resultClass, 4),
    severity: several(severity, 5),
    assetId: Type.Optional(uuid),
    q: Type.Optional(line(200, 'Words of title, id or target')),
  }),
  response: json(preview),
  errors: ['NOT_FOUND', 'CONFLICT'],
});

export const finalizeIngestionJob = operation({
  id: 'finalizeIngestionJob',
  method: 'POST',
  path: `${jobPath}/finalize`,
  summary: 'Bring the findings into the register',
  description:
    'Refused with GATE_REFUSED while a check fails or a warning is not acknowledged, and with CONFLICT when the register ' +
    'moved since the preview. Retry-safe: a finalized job answers with itself.',
  tag,
  access: sessionOnly(admins),
  params,
  query: strict({ ...waitQuery }),
  body: strict({
    acknowledge: Type.Optional(list(line(100, 'Id of a check'), 100)),
    previewDigest: Type.Optional(
      Type.String({
        pattern: '^[0-9a-f]{64}$',
        description: 'The preview that was looked at; refused when it is another',
      }),
    ),
    reason: Type.Optional(text(2_000, 'Why warnings are accepted')),
  }),
  response: json(job, 202),
  errors: ['NOT_FOUND', 'CONFLICT', 'GATE_REFUSED'],
  audit: ['ingestion-job.finalized', 'ingestion-job.rejected', 'ingestion-job.failed'],
});

export const getIngestionVerification = operation({
  id: 'getIngestionVerification',
  method: 'GET',
  path: `${jobPath}/verification`,
  summary: 'Signed receipt of what the import did',
  tag,
  access: tenantRead(readers, 'read:ingestion'),
  params,
  response: json(receipt),
  errors: ['NOT_FOUND', 'CONFLICT'],
});

export const operations = [
  createIngestionJob,
  listIngestionJobs,
  getIngestionJob,
  updateIngestionJob,
  discardIngestionJob,
  extractIngestionJob,
  validateIngestionJob,
  getIngestionPreview,
  finalizeIngestionJob,
  getIngestionVerification,
  ...scopeOperations,
  ...settingsOperations,
  ...columnOperations,
];
