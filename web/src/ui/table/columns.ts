import {
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  type RowData,
  rowSelectionFeature,
  tableFeatures,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';

/** One column of a list. */
export interface Column<T> {
  readonly id: string;
  /** In the head, the chooser and the CSV. */
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  /** The same as plain text; a column without it is left out of the CSV. */
  readonly text?: (row: T) => string;
  /** Pixels; one column has none and takes what is left. */
  readonly width?: number;
  readonly align?: 'end';
  /** Name of the server's sort that this column's head switches. */
  readonly sort?: string;
  /** Kept on narrow screens, with this width there. */
  readonly narrow?: boolean | number;
  /** Cannot be hidden. */
  readonly fixed?: boolean;
  /** Hidden until chosen. */
  readonly optional?: boolean;
}

export interface ColumnMeta {
  readonly width: number | undefined;
  readonly align: 'end' | undefined;
  readonly sort: string | undefined;
  readonly narrow: boolean;
}

export const features = tableFeatures({
  columnVisibilityFeature,
  rowSelectionFeature,
  columnMeta: metaHelper<ColumnMeta>(),
});

/** Our columns as the table library reads them. */
export function columnDefs<T extends RowData>(columns: readonly Column<T>[]) {
  const helper = createColumnHelper<typeof features, T>();
  return columns.map((column) =>
    helper.display({
      id: column.id,
      header: column.title,
      cell: (info) => column.cell(info.row.original),
      enableHiding: column.fixed !== true,
      meta: {
        width: column.width,
        align: column.align,
        sort: column.sort,
        narrow: (column.narrow !== undefined && column.narrow !== false) || column.fixed === true,
      },
    }),
  );
}

const flexibleWidth = 240;

/** Below this the table scrolls sideways instead of crushing its columns. */
export function minTableWidth(columns: readonly { readonly width?: number | undefined }[]): number {
  return columns.reduce((sum, column) => sum + (column.width ?? flexibleWidth), 0);
}
