import type { Archive } from './archive.ts';
import { type ContainerKind, unpackedHead } from './container-head.ts';
import { detectTable, type RankedDetection, rank } from './detect.ts';
import { flatFields, isItemPattern, isOnTheWay } from './mapping/flat-object.ts';
import { isObject } from './mapping/json.ts';
import { sampleOf, type TableSample } from './mapping/suggest/suggest.ts';
import { defaultLimits, ReportError } from './parser.ts';
import { gunzipped } from './readers/archive/inflate.ts';
import { piecesOf, type RandomAccess } from './readers/archive/random-access.ts';
import { unpackLimits } from './readers/archive/unpack-limits.ts';
import { openZip } from './readers/archive/zip.ts';
import { readCsv } from './readers/csv/reader.ts';
import { readJson } from './readers/json/reader.ts';
import type { JsonValue } from './readers/json/value.ts';
import { readTable } from './readers/xlsx/reader.ts';
import type { ParserRegistry } from './registry.ts';

/** The first rows of a table of any tool, for a person to say what its columns are. */
export interface SampledTable extends TableSample {
  readonly detection: RankedDetection;
}

/** Bytes of a text that are looked at. */
export const sampleByteLength = 1024 * 1024;
const maxRows = 50;
const maxCellLength = 1_000;
const silent = {
  problem: () => {},
  scan: () => {},
  sourceItem: () => {},
  finding: () => {},
  covered: () => {},
};

/**
 * Samples a table in CSV or JSON; `source` may end after `sampleByteLength`.
 * @throws ReportError when it is no table
 */
export async function sampleText(
  source: () => AsyncIterable<Uint8Array>,
  parsers: ParserRegistry,
): Promise<SampledTable> {
  const head = await unpackedHead(source(), { what: 'The file' });
  const [detection] = detectTable(head, parsers);
  if (detection === undefined) throw new ReportError('The file is no table.');
  const rows = detection.format === 'JSON' ? await sampleJson(source()) : await sampleCsv(source());
  const table = detection.format === 'JSON' ? rows : sampleOf(rows.rows);
  if (table.header.length === 0) throw new ReportError('The file holds no row with names of columns.');
  return { ...table, detection };
}

/** Samples a packed table: gzip, a workbook, or a ZIP archive with one table in it. @throws ReportError */
export async function samplePacked(
  file: RandomAccess,
  { kind, parsers }: { readonly kind: ContainerKind; readonly parsers: ParserRegistry },
): Promise<SampledTable> {
  if (kind === 'GZIP') {
    const unpacked = () => gunzipped(piecesOf(file, { start: 0, end: file.sizeBytes }), unpackLimits);
    return sampleText(() => start(unpacked()), parsers);
  }
  const archive = await openZip(file);
  const workbooks = [...parsers.values()].flatMap(({ manifest }) => {
    const found = manifest.detectTable === undefined ? null : (manifest.detectArchive?.(archive) ?? null);
    return found === null ? [] : [{ ...found, tool: manifest.id }];
  });
  const [workbook] = rank(workbooks);
  if (workbook !== undefined) return { ...(await sampleWorkbook(archive)), detection: workbook };
  const [only, more] = archive.entries;
  if (only === undefined || more !== undefined)
    throw new ReportError('The ZIP archive must hold one table. Upload the table itself.');
  return sampleText(() => start(archive.read(only.name)), parsers);
}

async function* start(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  for await (const piece of source) {
    yield piece;
    length += piece.length;
    if (length >= sampleByteLength) return;
  }
}

/** Ends a reading of which enough is known. */
class Enough extends Error {}

/** Reads until there are enough rows. A text that was cut to be looked at may end anywhere, so a fault after some rows is none. */
async function gathered(rows: readonly unknown[], read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    const isFault = error instanceof ReportError && rows.length === 0;
    if (isFault || !(error instanceof ReportError || error instanceof Enough)) throw error;
  }
}

async function sampleCsv(source: AsyncIterable<Uint8Array>): Promise<TableSample> {
  const rows: (readonly string[])[] = [];
  await gathered(rows, () =>
    readCsv(
      { source, limits: defaultLimits, sink: silent },
      {
        header: (cells) => {
          rows.push(cells.map(cut));
          return false;
        },
        row: () => {},
        noHeader: () => {
          throw new Enough();
        },
      },
    ),
  );
  return { header: [], rows };
}

/** Of the sheets the one whose first rows look most like a table. */
async function sampleWorkbook(archive: Archive): Promise<TableSample> {
  const sheets = new Map<string, (readonly string[])[]>();
  const any: unknown[] = [];
  await gathered(any, () =>
    readTable(
      { archive, limits: defaultLimits, sink: silent },
      {
        header: (cells, where) => {
          const sheet = where.replace(/^row \d+/, '');
          const rows = sheets.get(sheet) ?? [];
          rows.push(cells.map(cut));
          sheets.set(sheet, rows);
          any.push(cells);
          return false;
        },
        row: () => {},
        noHeader: () => {
          throw new Enough();
        },
      },
    ),
  );
  const tables = [...sheets.values()].map(sampleOf);
  const [best] = tables.toSorted((a, b) => widthOf(b) - widthOf(a));
  if (best === undefined || best.header.length === 0)
    throw new ReportError('The spreadsheet holds no row with names of columns.');
  return best;
}

function widthOf({ header }: TableSample): number {
  return header.filter((cell) => cell.trim() !== '').length;
}

/** Of the lists the one whose entries have most fields. */
async function sampleJson(source: AsyncIterable<Uint8Array>): Promise<TableSample> {
  const lists = new Map<string, ReadonlyMap<string, JsonValue>[]>();
  const any: unknown[] = [];
  await gathered(any, () =>
    readJson(
      { source, limits: defaultLimits, sink: silent },
      {
        plan: (pattern) => {
          if (isItemPattern(pattern)) return (lists.get(pattern)?.length ?? 0) < maxRows ? 'ITEM' : 'SKIP';
          return isOnTheWay(pattern) ? 'ENTER' : 'SKIP';
        },
        value: (pattern, value) => {
          if (!isItemPattern(pattern) || !isObject(value) || lists.size > maxRows) return;
          const entries = lists.get(pattern) ?? [];
          entries.push(flatFields(value));
          lists.set(pattern, entries);
          any.push(value);
        },
      },
    ),
  );
  const tables = [...lists.values()].map(tableOf);
  return tables.toSorted((a, b) => b.header.length - a.header.length)[0] ?? { header: [], rows: [] };
}

function tableOf(entries: readonly ReadonlyMap<string, JsonValue>[]): TableSample {
  const header = [...new Set(entries.flatMap((entry) => [...entry.keys()]))].slice(
    0,
    defaultLimits.maxColumns,
  );
  return { header, rows: entries.map((entry) => header.map((name) => textOfValue(entry.get(name)))) };
}

function textOfValue(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return cut(value.join(', '));
  return cut(typeof value === 'string' ? value : JSON.stringify(value));
}

function cut(text: string): string {
  return text.length <= maxCellLength ? text : text.slice(0, maxCellLength).toWellFormed();
}
