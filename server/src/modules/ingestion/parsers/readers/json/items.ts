import { planOf } from '../../mapping/json-plan.ts';
import { ReportError } from '../../parser.ts';
import { firstCharacter } from '../text/first-character.ts';
import { readJsonLines } from './lines.ts';
import { type JsonReading, readJson } from './reader.ts';
import type { JsonValue } from './value.ts';

export interface ItemPlaces {
  /** Lists of items inside a document, as patterns of their entries: "/Findings/*". */
  readonly lists: readonly string[];
  /** Small values beside the lists that are wanted whole. */
  readonly values?: readonly string[];
  /** Set for tools that write a file without a byte when there is nothing to report. */
  readonly mayBeEmpty?: boolean;
  /** What a person calls the report, for sentences. */
  readonly formatName: string;
}

export interface ItemEvents {
  item(value: JsonValue, where: string): void;
  value?(pattern: string, value: JsonValue): void;
}

/**
 * Streams the items of a report that exports write as a list, as a document that holds lists, as one object, or as JSON
 * lines. An object that is no such document is an item.
 * @throws ReportError when the file holds no list and no object.
 */
export async function readJsonItems(
  reading: JsonReading,
  places: ItemPlaces,
  events: ItemEvents,
): Promise<void> {
  const { character, head, replay } = await firstCharacter(reading.source);
  const source = { ...reading, source: replay };
  if (character === '[') return readList(source, events);
  if (character === '' && places.mayBeEmpty === true) return;
  if (character !== '{') {
    throw new ReportError(`The file is no JSON list or object, so it is no ${places.formatName}.`, {
      where: 'line 1',
    });
  }
  if (holdsList(head, places.lists)) return readDocument(source, places, events);
  if (isPrinted(head)) return readOne(source, events);
  await readJsonLines(source, (value, where) => events.item(value, where));
}

function readList(reading: JsonReading, events: ItemEvents): Promise<void> {
  return readJson(reading, {
    plan: (pattern) => (pattern === '' ? 'ENTER' : 'ITEM'),
    value: (_pattern, value, where) => events.item(value, where),
  });
}

function readOne(reading: JsonReading, events: ItemEvents): Promise<void> {
  return readJson(reading, {
    plan: () => 'ITEM',
    value: (_pattern, value, where) => events.item(value, where),
  });
}

function readDocument(reading: JsonReading, places: ItemPlaces, events: ItemEvents): Promise<void> {
  const items = new Set(places.lists);
  const plan = planOf({ items: places.lists, values: places.values ?? [] });
  return readJson(reading, {
    plan,
    value: (pattern, value, where) => {
      if (items.has(pattern)) events.item(value, where);
      else events.value?.(pattern, value);
    },
  });
}

/** Whether one of the lists begins in the head of the file. */
function holdsList(head: string, lists: readonly string[]): boolean {
  const names = lists.map((pattern) => pattern.split('/').at(-2) ?? '');
  return new RegExp(`"(?:${names.join('|')})"\\s*:\\s*(?:\\[|null)`).test(head);
}

/** An object over several lines: its first line does not end it. */
function isPrinted(head: string): boolean {
  const end = head.indexOf('\n');
  return end !== -1 && !head.slice(0, end).trimEnd().endsWith('}');
}
