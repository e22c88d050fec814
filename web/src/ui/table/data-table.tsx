import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect, useMemo, useRef } from 'react';
import { t } from '../../shared/i18n.ts';
import { type Column, columnDefs, features, minTableWidth } from './columns.ts';
import { SkeletonRows } from './skeleton-rows.tsx';
import { type Sort, TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { rowHeights, useDensity } from './use-density.ts';
import { useRowKeys } from './use-row-keys.ts';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly onChange: (ids: ReadonlySet<string>) => void;
}

interface DataTableProps<T extends object> {
  /** What the table holds, read out as its name. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  /** undefined while the first page is on its way. */
  readonly rows: readonly T[] | undefined;
  readonly rowId: (row: T) => string;
  readonly rowName: (row: T) => string;
  /** The row whose detail is open. */
  readonly openId?: string | undefined;
  readonly onOpen?: (row: T) => void;
  readonly onEdit?: (row: T) => void;
  readonly onStatus?: (row: T) => void;
  readonly selection?: Selection;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  readonly hasMore?: boolean;
  readonly onMore?: () => void;
  /** Shown instead of rows when there are none. */
  readonly empty: ReactNode;
}

const loadAhead = 20;

/** A long list: sticky head, only the rows in sight in the DOM, the next page fetched before the end is reached. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { columns, rows, rowId, rowName, openId, selection, sort, onSort, hasMore, onMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const defs = useMemo(() => columnDefs(columns), [columns]);
  const data = useMemo(() => [...(rows ?? [])], [rows]);
  const table = useTable({ features, columns: defs, data, getRowId: rowId });
  const tableRows = table.getRowModel().rows;
  const height = rowHeights[useDensity()[0]];
  const virtual = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: 36,
  });
  // The rows are laid out anew when they stand closer or wider.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what the measuring depends on
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= tableRows.length - loadAhead) onMore?.();
  }, [hasMore, onMore, last, tableRows.length]);
  useFocusAfterClose(scroller, openId);
  useRowKeys({
    count: tableRows.length,
    scroller,
    scrollTo: (index) => virtual.scrollToIndex(index),
    onOpen: (index) => act(data[index], props.onOpen),
    onEdit: openId === undefined ? (index) => act(data[index], props.onEdit) : undefined,
    onStatus: openId === undefined ? (index) => act(data[index], props.onStatus) : undefined,
    onSelect: (index) => {
      const row = data[index];
      if (row && selection) selection.onChange(toggled(selection.ids, rowId(row)));
    },
  });
  if (rows?.length === 0) return <>{props.empty}</>;
  const before = items[0]?.start ?? 0;
  const after = Math.max(0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={scroller} className="min-h-0 flex-1 overflow-auto" aria-label={props.label} tabIndex={0}>
      <table
        aria-busy={rows === undefined}
        aria-rowcount={hasMore ? -1 : tableRows.length + 1}
        className="w-full table-fixed border-separate border-spacing-0 text-left md:min-w-(--table-width)"
        style={sizes(columns, height)}
      >
        <caption className="sr-only">{props.label}</caption>
        <TableHead
          columns={columns}
          sort={sort}
          onSort={onSort}
          {...(selection ? { selectAll: selectAll({ selection, ids: data.map(rowId) }) } : {})}
        />
        <tbody>
          {rows === undefined ? (
            <SkeletonRows columns={columns} selectable={selection !== undefined} />
          ) : null}
          {before > 0 ? <Gap height={before} /> : null}
          {items.map((item) => {
            const row = tableRows[item.index];
            if (!row) return null;
            const id = row.id;
            return (
              <TableRow
                key={id}
                row={row}
                index={item.index}
                name={rowName(row.original)}
                open={id === openId}
                onOpen={props.onOpen ? () => props.onOpen?.(row.original) : undefined}
                selected={selection?.ids.has(id)}
                onSelect={selection ? () => selection.onChange(toggled(selection.ids, id)) : undefined}
              />
            );
          })}
          {after > 0 ? <Gap height={after} /> : null}
        </tbody>
      </table>
      {hasMore ? <p className="px-4 py-3 text-label text-muted">{t('table.more')}</p> : null}
    </section>
  );
}

/** Custom properties: the minimal width holds on wide screens only, the height in every row. */
function sizes<T>(columns: readonly Column<T>[], rowHeight: number): Record<string, string> {
  return { '--table-width': `${minTableWidth(columns)}px`, '--row-height': `${rowHeight}px` };
}

/** When the detail closes, the focus goes back to the row it belonged to. */
function useFocusAfterClose(scroller: RefObject<HTMLElement | null>, openId: string | undefined): void {
  const before = useRef(openId);
  useEffect(() => {
    const closed = before.current;
    before.current = openId;
    if (openId !== undefined || closed === undefined) return;
    const row = scroller.current?.querySelector(`[data-id="${CSS.escape(closed)}"]`);
    row?.querySelector<HTMLElement>('a, button:not([role=checkbox])')?.focus({ preventScroll: true });
  }, [scroller, openId]);
}

function Gap({ height }: { readonly height: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
    <tr aria-hidden="true">
      <td className="p-0" style={{ height }} />
    </tr>
  );
}

function act<T>(row: T | undefined, action: ((row: T) => void) | undefined): void {
  if (row !== undefined) action?.(row);
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

function selectAll({ selection, ids }: { selection: Selection; ids: readonly string[] }) {
  const all = ids.length > 0 && ids.every((id) => selection.ids.has(id));
  return {
    all,
    some: !all && selection.ids.size > 0,
    onChange: () => selection.onChange(all ? new Set() : new Set(ids)),
  };
}
