import { type FileHead, ReportError } from '../parser.ts';
import { JsonScanner } from '../readers/json/scanner.ts';

/** What the head of a file shows when it is JSON. */
export interface JsonHead {
  readonly root: 'OBJECT' | 'ARRAY' | 'SCALAR';
  /** Keys of the root object, as far as the head reaches. */
  readonly keys: ReadonlySet<string>;
  /** Keys of the objects in a root array. */
  readonly itemKeys: ReadonlySet<string>;
  /** Keys of the objects in the lists of the root object, by the key of the list. */
  readonly listKeys: ReadonlyMap<string, ReadonlySet<string>>;
  /** Short scalar values of the root object as they stand in the file, for example `"2.1.0"` with its quotes. */
  readonly scalars: ReadonlyMap<string, string>;
  /** True when the first value is followed by another, as in JSON lines. */
  readonly sequence: boolean;
}

const known = new WeakMap<FileHead, JsonHead | null>();

/** Looks at the head as JSON; null when it does not begin like JSON. Computed once per head. */
export function jsonHead(head: FileHead): JsonHead | null {
  const before = known.get(head);
  if (before !== undefined) return before;
  const result = /^\s*[{[]|^\s*null\s*$/.test(head.text) ? scan(head.text) : null;
  known.set(head, result);
  return result;
}

/** True when every one of `names` is in `keys`. */
export function hasAll(keys: ReadonlySet<string>, names: readonly string[]): boolean {
  return names.every((name) => keys.has(name));
}

function scan(text: string): JsonHead {
  const first = text.trimStart().slice(0, 1);
  const keys = new Set<string>();
  const itemKeys = new Set<string>();
  const listKeys = new Map<string, Set<string>>();
  const scalars = new Map<string, string>();
  let finished = false;
  const note = (pattern: string): void => {
    const [, top = '', second, name] = pattern.split('/');
    if (first === '[' && second !== undefined) itemKeys.add(second);
    if (first === '[') return;
    if (second === undefined) keys.add(top);
    if (second === '*' && name === undefined) listKeys.set(top, listKeys.get(top) ?? new Set());
    if (second === '*' && name !== undefined) listKeys.get(top)?.add(name);
  };
  const scanner = new JsonScanner(
    {
      plan: (pattern) => {
        if (pattern === '') return 'ENTER';
        note(pattern);
        return /^\/[^/]*(?:\/\*)?$/.test(pattern) ? 'ENTER' : 'SKIP';
      },
      text: (pattern, value) => {
        if (value.length <= 200) scalars.set(pattern.slice(1), value);
      },
      tooLong: () => {},
      enter: () => {},
      leave: (pattern) => {
        if (pattern === '') finished = true;
      },
      duplicateKey: () => {},
    },
    { maxDepth: 200, maxItemLength: 1_000 },
  );
  let sequence = false;
  try {
    scanner.write(text);
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    sequence = finished;
  }
  const root = first === '{' ? 'OBJECT' : first === '[' ? 'ARRAY' : 'SCALAR';
  return { root, keys, itemKeys, listKeys, scalars, sequence };
}
