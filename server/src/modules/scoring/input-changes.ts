import { canonicalJson } from '../../platform/crypto/canonical.ts';
import { fieldOf } from '../../platform/http/tenant.ts';
import type { BlockEntry } from './inputs.ts';
import type { InputSource } from './read-inputs.ts';

/** An asset or finding that differs between two sets of inputs. */
export interface InputChange {
  readonly subject: 'ASSET' | 'FINDING';
  readonly id: string;
  readonly change: 'ADDED' | 'REMOVED' | 'CHANGED';
  /** JSON text of what differs; empty unless CHANGED. */
  readonly fields: {
    readonly field: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
}

export interface InputChanges {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** False when so much differs that not everything was compared. */
  readonly complete: boolean;
  readonly examples: InputChange[];
}

const mostRows = 50_000;
const mostExamples = 50;
const longestValue = 500;

/** What differs, in order of ids. Blocks that both have are equal by their names and are not read. */
export async function changesBetween(before: InputSource, after: InputSource): Promise<InputChanges> {
  const known = new Set(before.manifest.blocks.map(({ object }) => object));
  const kept = new Set(after.manifest.blocks.map(({ object }) => object));
  const old = await rowsOf(before, (entry) => !kept.has(entry.object));
  const fresh = await rowsOf(after, (entry) => !known.has(entry.object));
  const changes = [...new Set([...old.rows.keys(), ...fresh.rows.keys()])]
    .sort()
    .map((key) => changeOf(key, old.rows.get(key), fresh.rows.get(key)))
    .filter((change) => change !== undefined);
  const countOf = (kind: InputChange['change']) => changes.filter(({ change }) => change === kind).length;
  return {
    added: countOf('ADDED'),
    removed: countOf('REMOVED'),
    changed: countOf('CHANGED'),
    complete: old.complete && fresh.complete,
    examples: changes.slice(0, mostExamples),
  };
}

async function rowsOf(source: InputSource, differs: (entry: BlockEntry) => boolean) {
  const rows = new Map<string, unknown>();
  for (const entry of source.manifest.blocks.filter(differs)) {
    if (rows.size + entry.assets + entry.findings > mostRows) return { rows, complete: false };
    const { assets, findings } = await source.load(entry);
    for (const asset of assets) rows.set(`ASSET ${String(fieldOf(asset, 'assetId'))}`, asset);
    for (const finding of findings) rows.set(`FINDING ${String(fieldOf(finding, 'findingId'))}`, finding);
  }
  return { rows, complete: true };
}

function changeOf(key: string, before: unknown, after: unknown): InputChange | undefined {
  const subject = key.startsWith('ASSET') ? 'ASSET' : 'FINDING';
  const id = key.slice(subject.length + 1);
  if (before === undefined) return { subject, id, change: 'ADDED', fields: [] };
  if (after === undefined) return { subject, id, change: 'REMOVED', fields: [] };
  const fields = fieldsBetween(before, after);
  return fields.length === 0 ? undefined : { subject, id, change: 'CHANGED', fields };
}

function fieldsBetween(before: unknown, after: unknown): InputChange['fields'] {
  const names = [before, after].flatMap((row) =>
    typeof row === 'object' && row !== null ? Object.keys(row) : [],
  );
  return [...new Set(names)]
    .sort()
    .map((field) => ({ field, before: textOf(before, field), after: textOf(after, field) }))
    .filter((change) => change.before !== change.after);
}

function textOf(row: unknown, field: string): string | null {
  const value = fieldOf(row, field);
  return value === undefined ? null : canonicalJson(value).slice(0, longestValue);
}
