import type { TextCell, TextLine } from '../../readers/document/model.ts';
import type { FieldKind } from './field-kind.ts';
import type { LineField } from './line-fields.ts';
import { statedScore, statedSeverity } from './severity-text.ts';

export interface ColumnFields {
  readonly fields: readonly (readonly LineField[])[];
  /** Lines whose words were moved. */
  readonly consumed: ReadonlySet<number>;
}

/**
 * Moves values beside their labels where they stand below: a row of labels ("Severity | Difficulty | Type") with a row of values
 * under it, and a label alone ("Severity") with its short value on the next line.
 */
export function withColumnValues(
  lines: readonly TextLine[],
  fields: readonly (readonly LineField[])[],
): ColumnFields {
  const moved = [...fields];
  const consumed = new Set<number>();
  for (const [at, line] of lines.entries()) {
    const labels = fields[at] ?? [];
    const below = lines[at + 1];
    if (labels.length === 0 || below === undefined || (fields[at + 1] ?? []).length > 0) continue;
    if (labels.length !== line.cells.length || labels.some(({ value }) => value !== '')) continue;
    const values = labels.map((label, index) => valueBelow(below.cells, line.cells[index], label));
    const rates = labels.some(
      ({ kind }, index) => (kind === 'SEVERITY' || kind === 'CVSS') && isRating(values[index] ?? ''),
    );
    // A single label is a heading of its own unless what it asks for stands below it and nothing else does.
    const single = labels.length === 1 && (!rates || below.cells.length > 1);
    const stacked = single && isStacked(lines, fields, at);
    if (!stacked && (single || (labels.length > 1 && !rates))) continue;
    moved[at] = labels.map((label, index) => ({ ...label, value: values[index] ?? '' }));
    consumed.add(at + 1);
  }
  return { fields: moved, consumed };
}

/** Kinds whose value is a word or two; a description has its text below its label too. */
const shortKinds: ReadonlySet<FieldKind> = new Set([
  'ID',
  'STATUS',
  'TYPE',
  'TARGET',
  'CWE',
  'CVE',
  'CVSS',
  'SEVERITY',
  'OTHER',
]);

/** Label, value, label, value … one below the other, as in a box beside the text. */
function isStacked(
  lines: readonly TextLine[],
  fields: readonly (readonly LineField[])[],
  at: number,
): boolean {
  const isLabel = (index: number): boolean => {
    const [field, second] = fields[index] ?? [];
    return second === undefined && field?.value === '' && shortKinds.has(field.kind);
  };
  const isValue = (index: number): boolean => {
    const line = lines[index];
    return line !== undefined && (fields[index] ?? []).length === 0 && line.text.length <= 60;
  };
  const pair = (index: number): boolean => isLabel(index) && isValue(index + 1);
  return pair(at) && (pair(at + 2) || pair(at - 2));
}

function isRating(value: string): boolean {
  return statedSeverity(value) !== undefined || statedScore(value) !== undefined;
}

function valueBelow(cells: readonly TextCell[], above: TextCell | undefined, label: LineField): string {
  const wide = { x: label.x, right: Math.max(above?.right ?? label.x, label.x + 1) };
  const under = cells.filter(({ x, right }) => x < wide.right + 2 && right > wide.x - 2);
  return under.map(({ text }) => text).join(' ');
}
