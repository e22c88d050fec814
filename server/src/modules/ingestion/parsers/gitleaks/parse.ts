import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { quotedColumns, TableHeader } from '../mapping/table.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import { readJsonItems } from '../readers/json/items.ts';
import { readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { findingOfLeak } from './leak.ts';

const parse: Parse = async (source, sink, limits) => {
  const { character, head, replay } = await firstCharacter(source);
  sink.scan({ toolName: 'Gitleaks' });
  const leaks = new Leaks(sink);
  const reading = { source: replay, sink, limits };
  if (character === '[' || character === '{') {
    await readJsonItems(
      reading,
      { lists: [], formatName: 'Gitleaks report' },
      { item: (value, where) => leaks.add(value, where) },
    );
  } else if (/^\s*null\s*$/.test(head)) {
    // Version 7 writes a list without leaks as null.
    await readJson(reading, { plan: () => 'VALUE', value: () => {} });
  } else await readCsv(reading, new LeakRows(leaks));
  sink.covered({ target: { kind: 'REPOSITORY', raw: '' }, complete: true });
};

export default parse;

class Leaks {
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  add(value: JsonValue, where: string): void {
    reportItem(this.#sink, { value, where, lacks: 'names neither rule nor place' }, (leak) =>
      findingOfLeak(leak, { where, occurrences: this.#occurrences }),
    );
  }
}

class LeakRows implements CsvEvents {
  readonly #leaks: Leaks;
  #columns: readonly string[] = [];

  constructor(leaks: Leaks) {
    this.#leaks = leaks;
  }

  header(cells: readonly string[]): boolean {
    const header = new TableHeader(cells);
    if (!header.hasAll('RuleID', 'File') && !header.hasAll('rule', 'file')) return false;
    this.#columns = cells;
    return true;
  }

  row(cells: readonly string[], where: string): void {
    const fields = this.#columns.map((name, index) => [name || `column ${index + 1}`, cells[index] ?? '']);
    this.#leaks.add(Object.fromEntries(fields), where);
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The file is no JSON and has no header row with the columns RuleID and File. Its first row is: ${quotedColumns(firstRow)}.`,
      { where: 'line 1' },
    );
  }
}
