import type { MappedColumn } from '../parse-options.ts';
import { fieldOfColumn, type GenericField, isGenericField } from './generic-fields.ts';
import { columnKey } from './table.ts';

/** What a column is to the generic format: a field, kept as it is on purpose, or unknown. */
export type ColumnMeaning = GenericField | 'KEPT' | undefined;

/** Ways to say how severe a row is; one of them is needed beside the title. */
const severityFields: readonly GenericField[] = ['severity', 'cvssv3_score', 'cvssv4_score', 'cvssv2_score'];

/**
 * What each column is: by a saved mapping where there is one, else by its name. With a mapping a column that it does not list is
 * unknown, whatever its name: the mapping's author did not see it.
 */
export function meaningOf(columns: readonly MappedColumn[] | undefined): (column: string) => ColumnMeaning {
  if (columns === undefined) return fieldOfColumn;
  const byKey = new Map(columns.map(({ column, field }) => [keyOf(column), field]));
  return (column) => {
    const field = byKey.get(keyOf(column));
    if (field === null) return 'KEPT';
    return field !== undefined && isGenericField(field) ? field : undefined;
  };
}

/** Names of signs alone ("#") have no other key. */
function keyOf(column: string): string {
  return columnKey(column) || column.trim();
}

/** Whether these columns can be the header of a table of findings. */
export function isHeader(
  meanings: readonly ColumnMeaning[],
  columns: readonly MappedColumn[] | undefined,
): boolean {
  if (!meanings.includes('title')) return false;
  const needed: readonly ColumnMeaning[] = columns === undefined ? ['severity'] : severityFields;
  return needed.some((field) => meanings.includes(field));
}

/** What a mapping lacks to be of use, in words that follow "the mapping"; undefined when it lacks nothing. */
export function mappingFault(columns: readonly MappedColumn[]): string | undefined {
  const fields = columns.map(({ field }) => field);
  if (!fields.includes('title')) return 'must map a column to "title"';
  if (!severityFields.some((field) => fields.includes(field)))
    return 'must map a column to "severity" or to a CVSS score';
  const keys = columns.map(({ column }) => keyOf(column));
  const twice = columns.find((_, index) => keys.indexOf(keys[index] ?? '') !== index);
  return twice === undefined ? undefined : `names the column "${twice.column.slice(0, 60)}" twice`;
}
