import { GenericRows } from '../mapping/generic-rows.ts';
import type { Parse } from '../parser.ts';
import { readCsv } from '../readers/csv/reader.ts';

const parse: Parse = async (source, sink, limits, options) => {
  const rows = new GenericRows({ sink, what: 'CSV', columns: options?.columns });
  await readCsv(
    { source, limits, sink },
    {
      header: (cells, line) => rows.isHeader(cells, `line ${line}`),
      row: (cells, where) => rows.row(cells, where),
      noHeader: (firstRow) => rows.noHeader(firstRow, 'line 1'),
    },
  );
};

export default parse;
