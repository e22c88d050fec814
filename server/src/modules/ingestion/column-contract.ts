import Type from 'typebox';
import { json, operation, tenantRead, tenantWrite, versioned } from '../../kernel/operation.ts';
import { readers, workers } from '../../kernel/roles.ts';
import { line, nullable, page, pageQuery, sortBy, strict, text, uuid } from '../../kernel/schema.ts';
import { columnMapping, columnSuggestion, mappedColumns } from './column-shapes.ts';

const tag = 'ingestion';
const path = '/report-ingestion/column-mappings';
const params = strict({ mappingId: uuid });

export const listColumnMappings = operation({
  id: 'listColumnMappings',
  method: 'GET',
  path,
  summary: 'Saved column mappings',
  tag,
  access: tenantRead(readers, 'read:ingestion'),
  query: strict({
    ...pageQuery,
    q: Type.Optional(line(200, 'Part of a name')),
    sort: sortBy(['name', 'createdAt'], 'name'),
  }),
  response: json(page(columnMapping)),
});

export const createColumnMapping = operation({
  id: 'createColumnMapping',
  method: 'POST',
  path,
  summary: 'Save which columns of a table hold what',
  description:
    'For tables of any tool in CSV, JSON or XLSX. A column for `title` and one for `severity` or a CVSS score are needed. ' +
    'Choose it for a job with `mappingId`.',
  tag,
  access: tenantWrite(workers, 'write:ingestion'),
  body: strict({
    name: line(200),
    description: Type.Optional(nullable(text(2_000))),
    columns: mappedColumns,
  }),
  response: versioned(columnMapping, 201),
  errors: ['CONFLICT'],
  audit: ['column-mapping.created'],
});

export const updateColumnMapping = operation({
  id: 'updateColumnMapping',
  method: 'PATCH',
  path: `${path}/{mappingId}`,
  summary: 'Change a column mapping',
  description: 'Jobs that took it keep it as it was then.',
  tag,
  access: tenantWrite(workers, 'write:ingestion'),
  params,
  body: strict({
    name: Type.Optional(line(200)),
    description: Type.Optional(nullable(text(2_000))),
    columns: Type.Optional(mappedColumns),
  }),
  response: versioned(columnMapping),
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
  audit: ['column-mapping.changed'],
});

export const deleteColumnMapping = operation({
  id: 'deleteColumnMapping',
  method: 'DELETE',
  path: `${path}/{mappingId}`,
  summary: 'Delete a column mapping',
  description: 'Jobs that took it keep it as it was then.',
  tag,
  access: tenantWrite(workers, 'write:ingestion'),
  params,
  response: json(columnMapping),
  errors: ['NOT_FOUND'],
  audit: ['column-mapping.deleted'],
});

export const suggestColumnMapping = operation({
  id: 'suggestColumnMapping',
  method: 'GET',
  path: '/report-ingestion/jobs/{jobId}/column-suggestion',
  summary: 'What the columns of a job’s table most likely hold',
  description:
    'Looks at the names and the first rows of the uploaded table, whatever state the job is in. Nothing is changed.',
  tag,
  access: tenantRead(workers, 'read:ingestion'),
  params: strict({ jobId: uuid }),
  response: json(columnSuggestion),
  errors: ['NOT_FOUND', 'UNREADABLE_REPORT', 'PAYLOAD_TOO_LARGE'],
});

export const columnOperations = [
  listColumnMappings,
  createColumnMapping,
  updateColumnMapping,
  deleteColumnMapping,
  suggestColumnMapping,
];
