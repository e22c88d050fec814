import { classes } from '../../shared/classes.ts';
import { Skeleton } from '../states.tsx';
import type { Column } from './columns.ts';

const widths = ['w-3/4', 'w-1/2', 'w-2/3', 'w-4/5', 'w-3/5'] as const;
const rowCount = 12;

/** Rows of the real shape while the first page is on its way. */
export function SkeletonRows<T>({
  columns,
  selectable,
}: {
  readonly columns: readonly Column<T>[];
  readonly selectable: boolean;
}) {
  return Array.from({ length: rowCount }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no identity
    <tr key={row} className="h-(--row-height)">
      {selectable ? <td className="w-10 border-b border-line" /> : null}
      {columns.map((column, index) => (
        <td
          key={column.id}
          className={classes(
            'border-b border-line px-3',
            column.narrow || column.fixed ? undefined : 'max-md:hidden',
          )}
        >
          <Skeleton className={widths[(row + index) % widths.length] ?? 'w-1/2'} />
        </td>
      ))}
    </tr>
  ));
}
