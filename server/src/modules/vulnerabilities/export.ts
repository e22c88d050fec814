import { Readable } from 'node:stream';
import { csvLine } from '../../kernel/csv.ts';
import { invalidField } from '../../kernel/errors.ts';
import type { QueryOf } from '../../kernel/operation.ts';
import type { FileAnswer, Input, TenantRequest } from '../../platform/http/handler.ts';
import { xlsxStream } from '../../platform/spreadsheet/xlsx-stream.ts';
import { headings, valuesOf } from './export-columns.ts';
import type { exportVulnerabilities } from './export-contract.ts';
import { countUpTo, type ExportRow, selectStretch, selectTenantName } from './export-store.ts';
import type { RegisterQuery } from './list-filters.ts';
import { tooManyForVex } from './messages.ts';
import { present } from './present.ts';
import { assertTimes } from './service.ts';
import type { VexDocument } from './vex.ts';
import { cycloneDxOf } from './vex-cyclonedx.ts';
import { openVexOf } from './vex-openvex.ts';

type Query = QueryOf<typeof exportVulnerabilities>;

/** @throws AppError VALIDATION_FAILED for a filter that is none, or when a VEX would be too large */
export async function exportRegister(
  request: TenantRequest,
  { query }: Input<typeof exportVulnerabilities>,
): Promise<FileAnswer> {
  assertTimes(query);
  const { format = 'json', ...filters } = query;
  const now = await request.read(async (ctx) => ctx.now);
  const rows = rowsOf(request, filters, now);
  const name = `vulnerabilities-${now.slice(0, 10)}`;
  switch (format) {
    case 'csv':
      return answer(csvOf(rows), 'text/csv; charset=utf-8', `${name}.csv`);
    case 'xlsx': {
      const cells = mapped(rows, valuesOf);
      return answer(xlsxStream({ name: 'Vulnerabilities', headings, rows: cells }), xlsxType, `${name}.xlsx`);
    }
    case 'cyclonedx':
      return answer(
        cycloneDxOf(await vexOf(request, filters, now)),
        'application/vnd.cyclonedx+json; version=1.6',
        `${name}.cdx.json`,
      );
    case 'openvex':
      return answer(openVexOf(await vexOf(request, filters, now)), jsonType, `${name}.openvex.json`);
    default:
      return answer(jsonOf(rows), jsonType, `${name}.json`);
  }
}

const jsonType = 'application/json; charset=utf-8';
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

function answer(parts: AsyncIterable<string | Buffer>, contentType: string, fileName: string): FileAnswer {
  return { stream: Readable.from(parts), contentType, fileName };
}

const stretchRows = 1_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Many short transactions: memory stays flat, and nothing is held open while a slow client reads. */
async function* rowsOf(
  { read, signal }: TenantRequest,
  query: RegisterQuery,
  now: string,
): AsyncGenerator<ExportRow> {
  let after = beforeAll;
  while (!signal.aborted) {
    const rows = await read((ctx) => selectStretch(ctx, { query, now, after, limit: stretchRows }));
    yield* rows;
    after = rows.at(-1)?.id ?? after;
    if (rows.length < stretchRows) break;
  }
}

async function* mapped<From, To>(rows: AsyncIterable<From>, to: (row: From) => To): AsyncGenerator<To> {
  for await (const row of rows) yield to(row);
}

async function* csvOf(rows: AsyncIterable<ExportRow>): AsyncGenerator<string> {
  yield csvLine(headings);
  for await (const row of rows) yield csvLine(valuesOf(row));
}

async function* jsonOf(rows: AsyncIterable<ExportRow>): AsyncGenerator<string> {
  yield '{"vulnerabilities":[';
  let separator = '\n';
  for await (const row of rows) {
    yield separator + JSON.stringify(present(row));
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** A VEX names its products once, and its readers hold it whole: it stays of a size for both. */
const maxVexRows = 200_000;

/** VEX speaks of weaknesses; the other classes are none. */
async function vexOf(
  request: TenantRequest,
  filters: Omit<Query, 'format'>,
  now: string,
): Promise<VexDocument> {
  const query: RegisterQuery = { ...filters, class: ['VULNERABILITY'] };
  const { count, author, id } = await request.read(async (ctx) => ({
    count: await countUpTo(ctx, { query, now, limit: maxVexRows }),
    author: await selectTenantName(ctx),
    id: ctx.newId(),
  }));
  if (count > maxVexRows) throw invalidField('querystring.format', tooManyForVex(maxVexRows));
  return { id, at: now, author, rows: rowsOf(request, query, now) };
}
