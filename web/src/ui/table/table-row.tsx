import { FlexRender, type Row } from '@tanstack/react-table';
import type { MouseEvent } from 'react';
import { classes } from '../../shared/classes.ts';
import { t } from '../../shared/i18n.ts';
import { Checkbox } from '../checkbox.tsx';
import type { features } from './columns.ts';

interface TableRowProps<T extends object> {
  readonly row: Row<typeof features, T>;
  readonly index: number;
  readonly name: string;
  readonly open: boolean;
  readonly onOpen: (() => void) | undefined;
  readonly selected: boolean | undefined;
  readonly onSelect: (() => void) | undefined;
}

export function TableRow<T extends object>({
  row,
  index,
  name,
  open,
  onOpen,
  selected,
  onSelect,
}: TableRowProps<T>) {
  const openUnlessControl = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('a, button, input, label, [role=checkbox]'))
      return;
    if (window.getSelection()?.toString()) return;
    onOpen?.();
  };
  return (
    <tr
      data-row={index}
      data-id={row.id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      onClick={onOpen ? openUnlessControl : undefined}
      className={classes(
        'group/row h-(--row-height)',
        onOpen && 'cursor-pointer',
        selected ? 'bg-accent-soft' : open ? 'bg-hover' : 'hover:bg-hover',
        'has-[a:focus-visible]:bg-hover',
      )}
    >
      {onSelect ? (
        <td className={classes(cellClass, 'w-10 pl-4 md:w-12 md:pl-6')}>
          <Checkbox checked={selected === true} onChange={onSelect} label={t('table.select', { name })} />
        </td>
      ) : null}
      {row.getVisibleCells().map((cell) => {
        const meta = cell.column.columnDef.meta;
        return (
          <td
            key={cell.id}
            className={classes(
              cellClass,
              'truncate px-3 first:pl-4 last:pr-4 md:first:pl-6 md:last:pr-6',
              meta?.align === 'end' && 'tabular text-right',
              meta?.narrow ? undefined : 'max-md:hidden',
            )}
          >
            <FlexRender cell={cell} />
          </td>
        );
      })}
    </tr>
  );
}

const cellClass = 'h-(--row-height) border-b border-line py-0 align-middle';
