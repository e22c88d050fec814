import type { ParseArchive } from '../archive.ts';
import { GenericRows } from '../mapping/generic-rows.ts';
import { readTable } from '../readers/xlsx/reader.ts';

const parse: ParseArchive = async (archive, sink, limits, options) => {
  const rows = new GenericRows({ sink, what: 'spreadsheet', columns: options?.columns });
  await readTable(
    { archive, limits, sink },
    {
      header: (cells, where) => rows.isHeader(cells, where),
      row: (cells, where) => rows.row(cells, where),
      noHeader: (firstRow, where) => rows.noHeader(firstRow, where),
    },
  );
};

export default parse;
