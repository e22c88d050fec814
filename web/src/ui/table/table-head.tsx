import { classes } from '../../shared/classes.ts';
import { t } from '../../shared/i18n.ts';
import { Checkbox } from '../checkbox.tsx';
import { Icon } from '../icon.tsx';
import type { Column } from './columns.ts';

/** Name of a server-side sort; "-" in front turns it round. */
export type Sort = string;

interface TableHeadProps<T> {
  readonly columns: readonly Column<T>[];
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
  readonly selectAll?: { readonly all: boolean; readonly some: boolean; readonly onChange: () => void };
}

export function TableHead<T>({ columns, sort, onSort, selectAll }: TableHeadProps<T>) {
  return (
    <thead>
      <tr>
        {selectAll ? (
          <th scope="col" className={classes(headClass, 'w-10 pl-4 md:w-12 md:pl-6')}>
            <Checkbox
              checked={selectAll.all}
              indeterminate={selectAll.some}
              onChange={selectAll.onChange}
              label={t('table.selectAll')}
            />
          </th>
        ) : null}
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            aria-sort={ariaSort(column.sort, sort)}
            style={widths(column)}
            className={classes(
              headClass,
              'px-3 first:pl-4 last:pr-4 md:first:pl-6 md:last:pr-6',
              column.width !== undefined && 'w-(--narrow) md:w-(--wide)',
              column.align === 'end' && 'text-right',
              column.narrow || column.fixed ? undefined : 'max-md:hidden',
            )}
          >
            {column.sort && onSort ? (
              <SortButton title={column.title} name={column.sort} sort={sort} onSort={onSort} />
            ) : (
              column.title
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function widths<T>({ width, narrow }: Column<T>): Record<string, string> | undefined {
  if (width === undefined) return undefined;
  return { '--wide': `${width}px`, '--narrow': `${typeof narrow === 'number' ? narrow : width}px` };
}

const headClass =
  'sticky top-0 z-10 h-9 border-b border-line bg-sunken text-label font-medium text-muted whitespace-nowrap';

interface SortButtonProps {
  readonly title: string;
  readonly name: string;
  readonly sort: Sort | undefined;
  readonly onSort: (sort: Sort) => void;
}

function SortButton({ title, name, sort, onSort }: SortButtonProps) {
  const down = sort === `-${name}`;
  const up = sort === name;
  return (
    <button
      type="button"
      className="group inline-flex items-center gap-1 rounded-sm hover:text-text"
      onClick={() => onSort(down ? name : `-${name}`)}
    >
      {title}
      <Icon
        name={up ? 'arrowUp' : 'arrowDown'}
        className={classes(
          'size-3',
          up || down ? 'text-text' : 'opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60',
        )}
      />
    </button>
  );
}

function ariaSort(name: string | undefined, sort: Sort | undefined): 'ascending' | 'descending' | undefined {
  if (!name) return undefined;
  if (sort === name) return 'ascending';
  return sort === `-${name}` ? 'descending' : undefined;
}
