import { HeldItems } from '../../mapping/holding.ts';
import { type JsonEvents, type JsonPlan, type JsonReading, readHeldItem, readJson } from './reader.ts';
import type { JsonValue } from './value.ts';

/** An object of the document whose values explain the items below it, for example a project and its vulnerabilities. */
export interface JsonGroup {
  /** Pattern of the object: '' is the document, '/*' an object of a root array. */
  readonly at: string;
  /** Values that items need, as paths below the object: "source", "document/tracking". */
  readonly facts?: readonly string[];
  /** Lists or maps below the object whose children are items. */
  readonly lists?: readonly string[];
}

export interface GroupedEvents {
  /** Called when every fact of the item's groups is known or can no longer come. `list` is its path below the group. */
  item(list: string, value: JsonValue, where: string, facts: GroupFacts): void;
  /** The group has ended and its items have been given. */
  leave?(facts: GroupFacts): void;
}

/** What the document holds, to tell an empty report from one of another format. */
export interface GroupedSummary {
  /** Patterns of the lists that are there, empty ones too. */
  readonly lists: ReadonlySet<string>;
  /** Patterns of the facts that are there. */
  readonly facts: ReadonlySet<string>;
  /** Patterns of the containers that lead to groups and lists and are there, empty and null ones too. */
  readonly containers: ReadonlySet<string>;
}

/** Facts of one group and of those around it. */
export class GroupFacts {
  readonly at: string;
  readonly #parent: GroupFacts | undefined;
  readonly #values = new Map<string, JsonValue>();
  readonly #missing: Set<string>;

  constructor(group: JsonGroup, parent: GroupFacts | undefined) {
    this.at = group.at;
    this.#parent = parent;
    this.#missing = new Set(group.facts);
  }

  /** Value of a fact, of the innermost group that has it. */
  get(name: string): JsonValue | undefined {
    return this.#values.get(name) ?? this.#parent?.get(name);
  }

  get complete(): boolean {
    return this.#missing.size === 0 && (this.#parent?.complete ?? true);
  }

  set(name: string, value: JsonValue): void {
    this.#values.set(name, value);
    this.#missing.delete(name);
  }

  end(): void {
    this.#missing.clear();
  }
}

/**
 * Streams a document made of items in groups. Tools write what explains an item (the image, the project) before or after it;
 * items that come first are held, within bounds, so that a parser sees no difference.
 * @throws ReportError as `readJson` does.
 */
export async function readGroupedJson(
  reading: JsonReading,
  groups: readonly JsonGroup[],
  events: GroupedEvents,
): Promise<GroupedSummary> {
  const reader = new GroupedReader(reading, groups, events);
  await readJson(reading, reader);
  return reader;
}

interface HeldText {
  readonly text: string;
  readonly where: string;
}

type Role =
  | { readonly kind: 'ENTER' }
  | { readonly kind: 'GROUP'; readonly group: JsonGroup }
  | { readonly kind: 'LIST'; readonly name: string }
  | { readonly kind: 'FACT'; readonly name: string };

class GroupedReader implements JsonEvents, GroupedSummary {
  readonly lists = new Set<string>();
  readonly facts = new Set<string>();
  readonly containers = new Set<string>();
  readonly #reading: JsonReading;
  readonly #events: GroupedEvents;
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #listPatterns: readonly string[];
  readonly #open: GroupFacts[] = [];
  readonly #held = new HeldItems('the values');
  /** What waits, in order: texts stand in `#held`; an entry without list is the end of a group. */
  #waiting: { readonly facts: GroupFacts; readonly list: string | undefined }[] = [];
  #list = '';

  constructor(reading: JsonReading, groups: readonly JsonGroup[], events: GroupedEvents) {
    this.#reading = reading;
    this.#events = events;
    this.#roles = rolesOf(groups);
    this.#listPatterns = [...this.#roles].filter(([, { kind }]) => kind === 'LIST').map(([at]) => at);
  }

  plan(pattern: string): JsonPlan {
    const role = this.#roles.get(pattern);
    if (role !== undefined) return role.kind === 'FACT' ? 'VALUE' : 'ENTER';
    const list = this.#listPatterns.find((at) => pattern.startsWith(`${at}/`));
    const group = this.#open.at(-1);
    if (list === undefined || group === undefined) return 'SKIP';
    const listRole = this.#roles.get(list);
    this.#list = listRole?.kind === 'LIST' ? listRole.name : '';
    return group.complete ? 'ITEM' : 'HOLD';
  }

  enter(pattern: string): void {
    const role = this.#roles.get(pattern);
    if (role?.kind === 'GROUP') this.#open.push(new GroupFacts(role.group, this.#open.at(-1)));
    if (role?.kind === 'LIST') this.lists.add(pattern);
    if (role?.kind === 'ENTER') this.containers.add(pattern);
  }

  leave(pattern: string): void {
    if (this.#roles.get(pattern)?.kind !== 'GROUP') return;
    const facts = this.#open.pop();
    if (facts === undefined) return;
    facts.end();
    this.#waiting.push({ facts, list: undefined });
    this.#settle(facts);
  }

  value(pattern: string, value: JsonValue, where: string): void {
    const role = this.#roles.get(pattern);
    const group = this.#open.at(-1);
    if (role?.kind === 'LIST') this.lists.add(pattern);
    if (role?.kind === 'ENTER') this.containers.add(pattern);
    if (group === undefined) return;
    if (role?.kind === 'FACT') {
      this.facts.add(pattern);
      group.set(role.name, value);
      this.#settle(group);
    } else if (role === undefined) this.#events.item(this.#list, value, where, group);
  }

  held(pattern: string, text: string, where: string): void {
    const facts = this.#open.at(-1);
    if (facts === undefined) return;
    this.#held.add(pattern, text, where);
    this.#waiting.push({ facts, list: this.#list });
  }

  /** Everything that waits belongs to the open groups or to those below them, so it is free once these are complete. */
  #settle(group: GroupFacts): void {
    if (!group.complete || this.#waiting.some(({ facts }) => !facts.complete)) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    const texts = [...this.#held.release()].values();
    for (const { facts, list } of waiting) {
      if (list === undefined) this.#events.leave?.(facts);
      else this.#releaseItem(texts.next().value, list, facts);
    }
  }

  #releaseItem(held: HeldText | undefined, list: string, facts: GroupFacts): void {
    if (held === undefined) return;
    const value = readHeldItem(this.#reading, held.text, held.where);
    if (value !== undefined) this.#events.item(list, value, held.where, facts);
  }
}

/** Roles of the patterns: groups, their facts and lists, and the containers on the way to them. */
function rolesOf(groups: readonly JsonGroup[]): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const group of groups) {
    for (const name of group.facts ?? []) roles.set(`${group.at}/${name}`, { kind: 'FACT', name });
    for (const name of group.lists ?? []) roles.set(`${group.at}/${name}`, { kind: 'LIST', name });
  }
  for (const group of groups) roles.set(group.at, { kind: 'GROUP', group });
  for (const pattern of [...roles.keys()]) {
    for (let end = pattern.lastIndexOf('/'); end >= 0; end = pattern.lastIndexOf('/', end - 1)) {
      const above = pattern.slice(0, end);
      if (!roles.has(above)) roles.set(above, { kind: 'ENTER' });
      if (end === 0) break;
    }
  }
  return roles;
}
