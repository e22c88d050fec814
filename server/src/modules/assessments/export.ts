import { Readable } from 'node:stream';
import type { SheetData } from 'write-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import { type CsvValue, csvLine } from '../../kernel/csv.ts';
import { AppError, notFound } from '../../kernel/errors.ts';
import type { FileAnswer, Input, TenantRequest } from '../../platform/http/handler.ts';
import type { ObjectStorage } from '../../platform/storage/object-storage.ts';
import type { Assessment } from './columns.ts';
import type { downloadAssessment } from './contract.ts';
import { type ExportRow, selectParts, selectStretch } from './export-store.ts';
import { readAssessment } from './service.ts';

type Download = Input<typeof downloadAssessment>;

/** @throws AppError NOT_FOUND, VALIDATION_FAILED when a spreadsheet would be too large */
export async function download(
  storage: ObjectStorage,
  request: TenantRequest,
  { params, query }: Download,
): Promise<FileAnswer> {
  const assessment = await request.read((ctx) => readAssessment(ctx, params.assessmentId));
  const name = assessment.name.replaceAll(/[\p{Cc}/\\]+/gu, ' ').trim() || 'assessment';
  switch (query.format ?? 'json') {
    case 'csv':
      return {
        stream: Readable.from(csvOf(request, assessment)),
        contentType: 'text/csv; charset=utf-8',
        fileName: `${name}.csv`,
      };
    case 'xlsx':
      return { stream: await xlsxOf(request, assessment), contentType: xlsxType, fileName: `${name}.xlsx` };
    case 'source':
      return source(storage, request, assessment);
    default:
      return {
        stream: Readable.from(jsonOf(request, assessment)),
        contentType: 'application/json; charset=utf-8',
        fileName: `${name}.json`,
      };
  }
}

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The bytes as they were handed in, of the newest import. */
async function source(
  storage: ObjectStorage,
  request: TenantRequest,
  { provenance }: Assessment,
): Promise<FileAnswer> {
  if (!provenance)
    throw new AppError('NOT_FOUND', 'Nothing was imported into this assessment, so there is no source file.');
  const objects = storage.forTenant(request.caller.tenantId);
  const stored = await objects.stat(provenance.sha256);
  if (!stored) throw notFound();
  return {
    stream: await objects.get(provenance.sha256),
    contentType: 'application/octet-stream',
    fileName: provenance.fileName ?? provenance.sha256,
    sizeBytes: stored.sizeBytes,
  };
}

const stretchRows = 1_000;

/** Findings never change, so an export may read them in many short transactions: memory stays flat, nothing is held open. */
async function* findingsOf({ read, signal }: TenantRequest, assessmentId: string): AsyncGenerator<ExportRow> {
  for (const part of await read((ctx) => selectParts(ctx, assessmentId))) {
    let after = -1;
    while (!signal.aborted) {
      const rows = await read((ctx) => selectStretch(ctx, { part, after, limit: stretchRows }));
      yield* rows;
      after = rows.at(-1)?.ordinal ?? after;
      if (rows.length < stretchRows) break;
    }
  }
}

async function* jsonOf(request: TenantRequest, assessment: Assessment): AsyncGenerator<string> {
  yield `{"assessment":${JSON.stringify(assessment)},"findings":[`;
  let separator = '\n';
  for await (const { extractionId: _, ordinal: __, ...finding } of findingsOf(request, assessment.id)) {
    yield separator + JSON.stringify(finding);
    separator = ',\n';
  }
  yield '\n]}\n';
}

async function* csvOf(request: TenantRequest, { id }: Assessment): AsyncGenerator<string> {
  yield csvLine(columns.map(([heading]) => heading));
  for await (const finding of findingsOf(request, id))
    yield csvLine(columns.map(([, value]) => value(finding)));
}

const columns: readonly (readonly [heading: string, value: (row: ExportRow) => CsvValue])[] = [
  ['vulnerability_id', (row) => row.vulnerabilityId],
  ['status', (row) => row.status],
  ['severity', (row) => row.severity],
  ['source_severity', (row) => row.sourceSeverity],
  ['class', (row) => row.class],
  ['title', (row) => row.title],
  ['tool', (row) => row.tool],
  ['rule_id', (row) => row.ruleId],
  ['asset', (row) => row.asset],
  ['target', (row) => row.target],
  ['cves', (row) => row.cves.join(' ')],
  ['cwes', (row) => row.cwes.join(' ')],
  ['cvss_score', (row) => row.cvssScore],
  ['component', (row) => row.component],
  ['fixed_version', (row) => row.fixedVersion],
  ['service', (row) => row.service],
  ['location', (row) => row.location],
  ['owner', (row) => row.owner],
  ['due_at', (row) => row.dueAt],
  ['first_seen_at', (row) => row.firstSeenAt],
  ['remediation', (row) => row.remediation],
  ['where', (row) => row.where],
];

/** A workbook is built whole in memory and without pause, so it stays small; CSV has no such bound. */
const maxXlsxRows = 20_000;
/** Longest text a cell of Excel takes. */
const maxCellLength = 32_767;

async function xlsxOf(request: TenantRequest, assessment: Assessment): Promise<Buffer> {
  if (assessment.counts.findings > maxXlsxRows) {
    throw new AppError(
      'VALIDATION_FAILED',
      `A spreadsheet takes up to ${maxXlsxRows} findings; this assessment has ${assessment.counts.findings}. Take format=csv.`,
      {
        details: [{ path: 'querystring.format', message: 'too many findings for xlsx; take csv' }],
      },
    );
  }
  const rows: SheetData = [columns.map(([heading]) => ({ value: heading, fontWeight: 'bold' as const }))];
  for await (const finding of findingsOf(request, assessment.id))
    rows.push(columns.map(([, value]) => xlsxCell(value(finding))));
  return writeXlsxFile(rows, {
    sheet: 'Findings',
    stickyRowsCount: 1,
    columns: columns.map(() => ({ width: 24 })),
  }).toBuffer();
}

/** Typed as text, so that nothing in it runs; what XML cannot hold is replaced. */
function xlsxCell(value: CsvValue) {
  if (value === null || value === '') return null;
  if (typeof value === 'number') return { value, type: Number };
  const text = String(value)
    .toWellFormed()
    .replaceAll(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '\uFFFD');
  return { value: text.slice(0, maxCellLength), type: String };
}
