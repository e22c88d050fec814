import type { ColumnVisibilityState } from '@tanstack/react-table';
import { useStored } from '../../shared/stored.ts';
import type { Column } from './columns.ts';

interface ChosenColumns<T> {
  readonly visibility: ColumnVisibilityState;
  readonly shown: readonly Column<T>[];
  readonly toggle: (id: string, on: boolean) => void;
  /** Ids of the hidden columns, comma-separated, as a saved view keeps them. */
  readonly hidden: string;
  readonly hide: (ids: string) => void;
}

/** Which columns this person wants to see in this table, kept on this device. */
export function useColumns<T>(table: string, columns: readonly Column<T>[]): ChosenColumns<T> {
  const initial = columns.filter((column) => column.optional).map((column) => column.id);
  const [stored, setStored] = useStored(`columns.${table}`, initial.join(','));
  const hidden = new Set(stored.split(',').filter(Boolean));
  const isShown = (column: Column<T>) => column.fixed === true || !hidden.has(column.id);
  return {
    visibility: Object.fromEntries(columns.map((column) => [column.id, isShown(column)])),
    shown: columns.filter(isShown),
    toggle: (id, on) => {
      if (on) hidden.delete(id);
      else hidden.add(id);
      setStored([...hidden].join(','));
    },
    hidden: stored,
    hide: setStored,
  };
}
