import type { RawBuilder } from 'kysely';

/** A condition where a filter is given, none where it is not: spread into the list that WHERE joins with AND. */
export function given<T>(
  value: T | undefined,
  condition: (value: T) => RawBuilder<unknown>,
): readonly RawBuilder<unknown>[] {
  return value === undefined ? [] : [condition(value)];
}
