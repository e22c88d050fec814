import Type from 'typebox';
import { file, json, operation, tenantRead, tenantWrite } from '../../kernel/operation.ts';
import { admins, readers } from '../../kernel/roles.ts';
import {
  actor,
  boolean,
  date,
  line,
  nullable,
  oneOf,
  page,
  pageQuery,
  riskLevel,
  score,
  several,
  sha256,
  shape,
  sortBy,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
  waitQuery,
} from '../../kernel/schema.ts';

const tag = 'reports';
const params = strict({ reportId: uuid });

export const reportTypes = [
  'BOARD_PACK',
  'EXECUTIVE_SUMMARY',
  'TECHNICAL',
  'VULNERABILITY_REGISTER',
  'COMPLIANCE',
  'THIRD_PARTY',
] as const;
export const reportType = oneOf(reportTypes, { title: 'ReportType' });
export const reportStatus = oneOf(['GENERATING', 'AVAILABLE', 'FAILED'], { title: 'ReportStatus' });
export const reportFormats = ['pdf', 'json', 'xlsx', 'html'] as const;
export const reportFormat = oneOf(reportFormats, { title: 'ReportFormat' });

export const reportFile = shape('ReportFile', {
  format: reportFormat,
  fileName: string,
  contentType: string,
  sizeBytes: Type.Integer({ minimum: 0 }),
  sha256,
  signature: stringOf('Ed25519 over the SHA-256 as its 64 hex digits in ASCII, base64'),
  keyId: string,
  pages: nullable(Type.Integer({ minimum: 1 })),
});

export const report = shape('Report', {
  id: uuid,
  reportType,
  status: reportStatus,
  title: string,
  assessmentId: nullable(uuid),
  frameworkCode: nullable(string),
  period: nullable(strict({ from: date, to: date })),
  asOf: timestamp,
  score: nullable(score),
  riskLevel: nullable(riskLevel),
  formulaVersion: nullable(string),
  files: Type.Array(reportFile),
  failure: nullable(strict({ code: string, message: string })),
  createdBy: actor,
  createdAt: timestamp,
  availableAt: nullable(timestamp),
});

export const listReports = operation({
  id: 'listReports',
  method: 'GET',
  path: '/reports',
  summary: 'Reports made in the tenant',
  tag,
  access: tenantRead(readers, 'read:reports'),
  query: strict({
    ...pageQuery,
    reportType: several(reportType, reportTypes.length),
    status: several(reportStatus, 3),
    assessmentId: Type.Optional(uuid),
    from: Type.Optional(timestamp),
    to: Type.Optional(timestamp),
    sort: sortBy(['createdAt', 'title'], '-createdAt'),
  }),
  response: json(page(report)),
});

export const generateReport = operation({
  id: 'generateReport',
  method: 'POST',
  path: '/reports/generate',
  summary: 'Make a report',
  description:
    'A frozen snapshot: what happens to live data later changes no byte of it. Waits up to `wait` seconds for it to be ' +
    'AVAILABLE; otherwise poll GET /reports/{reportId}. Without `assessmentId` it covers the whole tenant.',
  tag,
  access: tenantWrite(admins, 'write:reports'),
  query: strict({
    wait: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 30, description: 'Seconds to wait for the report. Default 10' }),
    ),
  }),
  body: strict({
    reportType,
    assessmentId: Type.Optional(uuid),
    title: Type.Optional(line(200)),
    period: Type.Optional(strict({ from: date, to: date })),
    frameworkCode: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9._-]{1,60}$', description: 'For COMPLIANCE' }),
    ),
    formats: Type.Optional(
      Type.Array(reportFormat, {
        minItems: 1,
        maxItems: 4,
        uniqueItems: true,
        description: 'Default all that the type has',
      }),
    ),
    paper: Type.Optional(oneOf(['A4', 'LETTER'], 'Default A4')),
  }),
  response: json(shape('ReportGenerated', { reportId: uuid, status: reportStatus, report }), 201),
  errors: ['NOT_FOUND', 'NOT_BUILT'],
  audit: ['report.requested', 'report.generated', 'report.failed'],
});

export const getReport = operation({
  id: 'getReport',
  method: 'GET',
  path: '/reports/{reportId}',
  summary: 'One report',
  tag,
  access: tenantRead(readers, 'read:reports'),
  params,
  query: strict({ ...waitQuery }),
  response: json(report),
  errors: ['NOT_FOUND'],
});

export const downloadReport = operation({
  id: 'downloadReport',
  method: 'GET',
  path: '/reports/{reportId}/download',
  summary: 'The frozen bytes',
  description: 'The same bytes every time; headers Digest and ETag carry their SHA-256.',
  tag,
  access: tenantRead(readers, 'read:reports'),
  params,
  query: strict({ format: Type.Optional(reportFormat) }),
  response: file(
    'application/pdf',
    'application/json',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'text/html',
  ),
  errors: ['NOT_FOUND', 'CONFLICT'],
  audit: ['report.downloaded'],
});

export const verifyReport = operation({
  id: 'verifyReport',
  method: 'POST',
  path: '/reports/verify',
  summary: 'Is this file genuine?',
  description:
    'Send the file, or its SHA-256. Says only whether this deployment made exactly these bytes, and when.',
  tag,
  access: {
    kind: 'PUBLIC',
    why: 'whoever received a report may check it; the bytes or their hash are the authority',
  },
  body: strict({ sha256 }),
  upload: { maxBytes: 64 * 1024 * 1024, description: 'The file as downloaded', replaces: ['sha256'] },
  response: json(
    shape('ReportVerification', {
      genuine: boolean,
      sha256,
      reportId: nullable(uuid),
      reportType: nullable(reportType),
      format: nullable(reportFormat),
      generatedAt: nullable(timestamp),
      signature: nullable(string),
      keyId: nullable(string),
      publicKey: nullable(stringOf('Ed25519, SPKI in PEM')),
    }),
  ),
  errors: ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  audit: { none: 'reads only; the body is the question' },
});

export const operations = [listReports, generateReport, getReport, downloadReport, verifyReport];
