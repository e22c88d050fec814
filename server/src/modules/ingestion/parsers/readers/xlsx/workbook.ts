import { ReportError } from '../../parser.ts';
import { readXml } from '../xml/reader.ts';
import { showsDay } from './cell-text.ts';
import { type Relation, readRelations, type XlsxReading } from './relations.ts';

export interface Workbook {
  /** In the order of the tabs; hidden ones too. Chart sheets are left out. */
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly epoch1904: boolean;
  /** Part of the shared strings, where there is one. */
  readonly strings: string | undefined;
  /** Whether cells of a style (its number, as a cell states it) show a day. */
  readonly isDay: (style: number) => boolean;
}

const maxSheets = 1_000;
const maxStyles = 100_000;

/** Reads which sheets a workbook has and what its styles mean. @throws ReportError when it is no workbook */
export async function readWorkbook(reading: XlsxReading): Promise<Workbook> {
  const part = (await readRelations(reading, '')).find(({ type }) => type === 'officeDocument')?.part;
  if (part === undefined)
    throw new ReportError('The spreadsheet names no workbook; it is damaged. Save it again.');
  const relations = await readRelations(reading, part);
  const partOf = (type: string) => relations.find((relation) => relation.type === type)?.part;
  const styles = partOf('styles');
  return {
    ...(await readSheets(reading, part, relations)),
    strings: partOf('sharedStrings'),
    isDay: styles === undefined ? () => false : await readStyles(reading, styles),
  };
}

async function readSheets(
  { archive, limits, sink }: XlsxReading,
  part: string,
  relations: readonly Relation[],
): Promise<Pick<Workbook, 'sheets' | 'epoch1904'>> {
  const sheets: { name: string; part: string }[] = [];
  let epoch1904 = false;
  const partOf = (id: string | undefined) =>
    relations.find((relation) => relation.id === id && relation.type === 'worksheet')?.part;
  await readXml(
    { source: archive.read(part), limits, sink, roots: ['workbook'], formatName: 'a workbook' },
    () => ({
      open: (name, attributes) => {
        if (name === 'workbookPr') epoch1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '');
        if (name !== 'sheet' || sheets.length >= maxSheets) return;
        // The prefix of the relation's id is the writer's choice.
        const id = Object.entries(attributes).find(([key]) => /:id$/.test(key))?.[1];
        const target = partOf(id);
        if (target !== undefined) sheets.push({ name: attributes.name ?? '', part: target });
      },
      close: () => {},
    }),
  );
  return { sheets, epoch1904 };
}

async function readStyles({ archive, limits, sink }: XlsxReading, part: string): Promise<Workbook['isDay']> {
  const codes = new Map<number, string>();
  const days: boolean[] = [];
  let inCellFormats = false;
  await readXml(
    { source: archive.read(part), limits, sink, roots: ['styleSheet'], formatName: 'a list of styles' },
    () => ({
      open: (name, attributes) => {
        if (name === 'cellXfs') inCellFormats = true;
        const id = Number(attributes.numFmtId ?? 0);
        if (name === 'numFmt' && codes.size < maxStyles) codes.set(id, attributes.formatCode ?? '');
        if (name === 'xf' && inCellFormats && days.length < maxStyles) days.push(showsDay(id, codes.get(id)));
      },
      close: (name) => {
        if (name === 'cellXfs') inCellFormats = false;
      },
    }),
  );
  return (style) => days[style] ?? false;
}
