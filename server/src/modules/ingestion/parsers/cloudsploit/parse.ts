import { reportItem } from '../mapping/report-item.ts';
import { reportRow } from '../mapping/report-row.ts';
import { quotedColumns, TableHeader } from '../mapping/table.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import { readJsonItems } from '../readers/json/items.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { isCloudSploitHeader } from './manifest.ts';
import { CloudSploitResults } from './result.ts';

const parse: Parse = async (source, sink, limits) => {
  const { character, replay } = await firstCharacter(source);
  const results = new CloudSploitResults(sink);
  const reading = { source: replay, limits, sink };
  if (character === '[' || character === '{') {
    await readJsonItems(
      reading,
      { lists: ['/results/*'], formatName: 'report of CloudSploit' },
      {
        item: (value, where) =>
          reportItem(sink, { value, where, lacks: 'has neither plugin nor title' }, (result) =>
            results.finding(result, where),
          ),
      },
    );
  } else await readCsv(reading, new CloudSploitRows(sink, results));
  results.end();
};

export default parse;

const fields = [
  'plugin',
  'category',
  'title',
  'description',
  'resource',
  'region',
  'status',
  'message',
  'severity',
];

class CloudSploitRows implements CsvEvents {
  readonly #sink: ParseSink;
  readonly #results: CloudSploitResults;
  #header = new TableHeader([]);

  constructor(sink: ParseSink, results: CloudSploitResults) {
    this.#sink = sink;
    this.#results = results;
  }

  header(cells: readonly string[]): boolean {
    const header = new TableHeader(cells);
    if (!isCloudSploitHeader(header)) return false;
    this.#header = header;
    return true;
  }

  row(cells: readonly string[], where: string): void {
    const row = this.#header.row(cells);
    const result: JsonObject = {};
    for (const field of fields) result[field] = row.text(field) ?? null;
    result.status = row.text('statusWord', 'status') ?? null;
    reportRow(this.#sink, this.#results.finding(result, where), {
      where,
      lacks: 'has neither plugin nor title',
    });
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The CSV has no header row of CloudSploit with category, title, resource, region, status and message. Its first row is: ${quotedColumns(firstRow)}.`,
      { where: 'line 1' },
    );
  }
}
