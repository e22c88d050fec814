import { type ZipPart, zipStream } from './zip-stream.ts';

export type Cell = string | number | boolean | null;

export interface Table {
  /** Of the sheet; what does not fit one goes on in the next. */
  readonly name: string;
  readonly headings: readonly string[];
  readonly rows: AsyncIterable<readonly Cell[]>;
}

/** What Excel takes: rows of a sheet, and characters of a cell. */
const maxSheetRows = 1_048_576;
const maxCellLength = 32_767;
const chunkLength = 65_536;

/**
 * A workbook (ECMA-376, SpreadsheetML) of one table, as it comes: any number of rows in the same memory. Texts are typed as
 * texts, so that nothing in them runs.
 */
export function xlsxStream(table: Table, rowsPerSheet = maxSheetRows): AsyncGenerator<Buffer> {
  return zipStream(partsOf(table, rowsPerSheet));
}

async function* partsOf(table: Table, rowsPerSheet: number): AsyncGenerator<ZipPart> {
  const rows = table.rows[Symbol.asyncIterator]();
  const state = { ended: false };
  let sheets = 0;
  while (!state.ended) {
    sheets++;
    yield {
      name: `xl/worksheets/sheet${sheets}.xml`,
      content: sheetOf({ headings: table.headings, rows, state, rowsPerSheet }),
    };
  }
  yield* frameOf(table.name, sheets);
}

interface Sheet {
  readonly headings: readonly string[];
  readonly rows: AsyncIterator<readonly Cell[]>;
  readonly state: { ended: boolean };
  readonly rowsPerSheet: number;
}

async function* sheetOf({ headings, rows, state, rowsPerSheet }: Sheet): AsyncGenerator<string> {
  let text =
    `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" ` +
    `activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${rowOf(headings, 1, 1)}`;
  for (let count = 1; count < rowsPerSheet; count++) {
    const next = await rows.next();
    if (next.done) {
      state.ended = true;
      break;
    }
    text += rowOf(next.value, count + 1, 0);
    if (text.length < chunkLength) continue;
    yield text;
    text = '';
  }
  yield `${text}</sheetData></worksheet>`;
}

function rowOf(cells: readonly Cell[], row: number, style: number): string {
  return `<row r="${row}">${cells.map((cell, index) => cellOf(cell, `${columnName(index)}${row}`, style)).join('')}</row>`;
}

/** The place is optional in the standard, but not every reader does without. */
function cellOf(cell: Cell, place: string, style: number): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number' && Number.isFinite(cell)) return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  const text = xml(String(cell).slice(0, maxCellLength));
  return `<c r="${place}" t="inlineStr" s="${style}"><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** 0 is A, 25 is Z, 26 is AA. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** What XML cannot hold is replaced, after any cut through the middle of a character. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const pack = 'http://schemas.openxmlformats.org/package/2006';
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** What makes sheets a workbook; last, because only then it is known how many there are. */
function* frameOf(name: string, sheets: number): Generator<ZipPart> {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  const each = (of: (n: number) => string) => numbers.map(of).join('');
  const part = (path: string, text: string): ZipPart => ({ name: path, content: [declaration + text] });
  yield part(
    '[Content_Types].xml',
    `<Types xmlns="${pack}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/>` +
      `${each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${kind}.worksheet+xml"/>`)}</Types>`,
  );
  yield part(
    '_rels/.rels',
    `<Relationships xmlns="${pack}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  yield part(
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${each(
      (n) => `<sheet name="${xml(n === 1 ? name : `${name} ${n}`)}" sheetId="${n}" r:id="rId${n}"/>`,
    )}</sheets></workbook>`,
  );
  yield part(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${pack}/relationships">${each(
      (n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
    )}<Relationship Id="rId${sheets + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  );
  yield part('xl/styles.xml', styles);
}

/** Plain, and bold for the headings. */
const styles =
  `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>';
