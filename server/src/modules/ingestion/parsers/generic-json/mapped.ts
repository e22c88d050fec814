import { flatFields, isItemPattern, isOnTheWay } from '../mapping/flat-object.ts';
import { meaningOf } from '../mapping/generic-columns.ts';
import { type GenericField, isListField } from '../mapping/generic-fields.ts';
import { genericFinding } from '../mapping/generic-finding.ts';
import { arrayOf, isObject, sourceDataOf } from '../mapping/json.ts';
import type { MappedColumn } from '../parse-options.ts';
import { type ParseSink, ReportError } from '../parser.ts';
import type { JsonEvents, JsonPlan } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

/**
 * A document of any tool by a saved mapping. Its findings are the first list in which an object has the column of the title; of that list every entry
 * is an item, other lists are none.
 */
export class MappedDocument implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #columns: readonly MappedColumn[];
  readonly #meaning: ReturnType<typeof meaningOf>;
  #list: string | undefined;
  /** Entries of lists that were not the one, by list: they count once a later entry shows that it is. */
  readonly #before = new Map<string, string[]>();

  constructor(sink: ParseSink, columns: readonly MappedColumn[]) {
    this.#sink = sink;
    this.#columns = columns;
    this.#meaning = meaningOf(columns);
  }

  plan(pattern: string): JsonPlan {
    if (isItemPattern(pattern)) return this.#list === undefined || this.#list === pattern ? 'ITEM' : 'SKIP';
    return isOnTheWay(pattern) ? 'ENTER' : 'SKIP';
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (!isItemPattern(pattern)) return;
    const { record, others } = this.#split(isObject(value) ? value : {});
    if (this.#list === undefined && record.title === undefined) {
      this.#wait(pattern, where);
      return;
    }
    this.#list ??= pattern;
    for (const earlier of this.#before.get(pattern) ?? []) this.#drop(earlier);
    this.#before.clear();
    const finding = genericFinding(record, where, this.#sink);
    if (finding === undefined) {
      this.#drop(where);
      return;
    }
    this.#sink.sourceItem();
    const sourceData = { ...finding.sourceData, ...sourceDataOf(others, new Set()) };
    this.#sink.finding({ ...finding, sourceData });
  }

  /** @throws ReportError when no list was the one */
  end(): void {
    if (this.#list !== undefined) return;
    const entries = [...this.#before.values()].reduce((sum, places) => sum + places.length, 0);
    // An empty list is a report without findings; entries without the column are another table.
    if (entries === 0) return;
    const names = this.#columns.filter(({ field }) => field !== null).map(({ column }) => `"${column}"`);
    throw new ReportError(
      `No list of the document has entries with the columns of the mapping: ${names.slice(0, 10).join(', ')}.`,
    );
  }

  #wait(pattern: string, where: string): void {
    const places = this.#before.get(pattern) ?? [];
    if (places.length < maxWaiting) places.push(where);
    if (this.#before.size < maxLists) this.#before.set(pattern, places);
  }

  #drop(where: string): void {
    this.#sink.sourceItem();
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'An entry without a title was left out.',
      where,
      dropsItem: true,
    });
  }

  #split(object: JsonObject) {
    const record: Partial<Record<GenericField, JsonValue>> = {};
    const others: JsonObject = {};
    for (const [column, value] of flatFields(object)) {
      const meaning = this.#meaning(column);
      if (meaning === undefined || meaning === 'KEPT') others[column] = value;
      else if (isListField(meaning)) record[meaning] = [...listOf(record[meaning]), ...listOf(value)];
      else record[meaning] ??= value;
    }
    return { record, others };
  }
}

const maxWaiting = 10_000;
const maxLists = 100;

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? arrayOf(value) : [value];
}
