import type { ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { isObject } from './json.ts';

export interface ReportedItem {
  readonly value: JsonValue;
  readonly where: string;
  /** What the item lacks when it gives no finding, for the sentence "An entry … and was left out": "has no rule id". */
  readonly lacks: string;
}

/** Counts an item of the file and reports the finding it gives, or the problem that it gives none. */
export function reportItem(
  sink: ParseSink,
  { value, where, lacks }: ReportedItem,
  findingOf: (item: JsonObject) => RawFinding | undefined,
): void {
  sink.sourceItem();
  const finding = isObject(value) ? findingOf(value) : undefined;
  if (finding !== undefined) {
    sink.finding(finding);
    return;
  }
  const fault = isObject(value) ? lacks : 'is no object';
  sink.problem({
    code: 'ROW_UNREADABLE',
    message: `An entry ${fault} and was left out.`,
    where,
    dropsItem: true,
  });
}
