import Type from 'typebox';
import { file, json, operation, tenantRead, tenantWrite, versioned } from '../../kernel/operation.ts';
import { admins, readers, workers } from '../../kernel/roles.ts';
import {
  actor,
  classCounts,
  count,
  countOf,
  line,
  nullable,
  oneOf,
  page,
  pageQuery,
  removed,
  riskLevel,
  scopeKeyName,
  score,
  several,
  severityCounts,
  sha256,
  shape,
  sortBy,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
  version,
} from '../../kernel/schema.ts';
import { contribution } from '../scoring/shapes.ts';

const tag = 'assessments';
const params = strict({ assessmentId: uuid });

export const assessment = shape('Assessment', {
  id: uuid,
  name: string,
  methodology: nullable(stringOf('For example "authenticated network scan"')),
  scopeKey: string,
  startedAt: nullable(timestamp),
  finishedAt: nullable(timestamp),
  provenance: nullable(
    strict({
      jobId: uuid,
      tool: string,
      toolVersion: nullable(string),
      fileName: nullable(string),
      sha256,
      authorisedBy: nullable(string),
    }),
  ),
  counts: strict({
    findings: countOf('Occurrences in the reports'),
    vulnerabilities: countOf('Records of the register they are evidence of'),
    assets: count,
    openBySeverity: severityCounts,
    byClass: classCounts,
  }),
  score: nullable(score),
  riskLevel: nullable(riskLevel),
  createdBy: actor,
  createdAt: timestamp,
  version,
});

export const listAssessments = operation({
  id: 'listAssessments',
  method: 'GET',
  path: '/assessments',
  summary: 'Assessments',
  tag,
  access: tenantRead(readers, 'read:assessments'),
  query: strict({
    ...pageQuery,
    scopeKey: several(line(120), 20),
    tool: several(line(60), 20),
    from: Type.Optional(timestamp),
    to: Type.Optional(timestamp),
    q: Type.Optional(line(200)),
    sort: sortBy(['createdAt', 'startedAt', 'name'], '-createdAt'),
  }),
  response: json(page(assessment)),
});

export const createAssessment = operation({
  id: 'createAssessment',
  method: 'POST',
  path: '/assessments',
  summary: 'Open an assessment by hand',
  description: 'Imports make theirs by themselves, or add to the one that the job names.',
  tag,
  access: tenantWrite(admins, 'write:assessments'),
  body: strict({
    name: line(200),
    methodology: Type.Optional(line(200)),
    scopeKey: scopeKeyName,
    startedAt: Type.Optional(timestamp),
    finishedAt: Type.Optional(timestamp),
  }),
  response: versioned(assessment, 201),
  audit: ['assessment.created'],
});

export const getAssessment = operation({
  id: 'getAssessment',
  method: 'GET',
  path: '/assessments/{assessmentId}',
  summary: 'One assessment',
  tag,
  access: tenantRead(readers, 'read:assessments'),
  params,
  response: versioned(assessment),
  errors: ['NOT_FOUND'],
});

export const deleteAssessment = operation({
  id: 'deleteAssessment',
  method: 'DELETE',
  path: '/assessments/{assessmentId}',
  summary: 'Delete an assessment',
  description: 'Leaves a tombstone. Audit, reports made from it and the register’s history stay.',
  tag,
  access: tenantWrite(admins, 'write:assessments'),
  params,
  response: json(removed),
  errors: ['NOT_FOUND'],
  audit: ['assessment.deleted'],
});

export const calculateAssessmentScore = operation({
  id: 'calculateAssessmentScore',
  method: 'POST',
  path: '/assessments/{assessmentId}/calculate-score',
  summary: 'Score an assessment',
  description: 'Deterministic. Adds a point to the trend only if the result changed.',
  tag,
  access: tenantWrite(workers, 'write:assessments'),
  params,
  response: json(
    shape('AssessmentScore', {
      assessmentId: uuid,
      score,
      riskLevel,
      formulaVersion: string,
      counts: strict({
        open: count,
        openBySeverity: severityCounts,
        recurring: count,
        kevOpen: count,
        assets: count,
      }),
      contributions: Type.Array(contribution),
      decisionTraceId: uuid,
      changed: Type.Boolean({ description: 'Whether a trend point was added' }),
      computedAt: timestamp,
    }),
  ),
  errors: ['NOT_FOUND'],
  audit: ['assessment.scored'],
});

export const downloadAssessment = operation({
  id: 'downloadAssessment',
  method: 'GET',
  path: '/assessments/{assessmentId}/download',
  summary: 'An assessment as a file',
  description: '`source` is the upload, untouched.',
  tag,
  access: tenantRead(readers, 'read:assessments'),
  params,
  query: strict({ format: Type.Optional(oneOf(['json', 'csv', 'xlsx', 'source'], 'Default json')) }),
  response: file(
    'application/json',
    'text/csv',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/octet-stream',
  ),
  errors: ['NOT_FOUND'],
});

export const operations = [
  listAssessments,
  createAssessment,
  getAssessment,
  deleteAssessment,
  calculateAssessmentScore,
  downloadAssessment,
];
