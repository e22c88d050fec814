import { type RefObject, useRef } from 'react';
import { useHotkeys } from '../../shared/hotkeys.ts';

interface RowKeysOptions {
  readonly count: number;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly scrollTo: (index: number) => void;
  readonly onOpen: (index: number) => void;
  /** Left out while a detail is open: these keys are then the detail's. */
  readonly onEdit: ((index: number) => void) | undefined;
  readonly onStatus: ((index: number) => void) | undefined;
  readonly onSelect: (index: number) => void;
}

/** j and k move through the rows, x selects, o opens, e edits, s changes the status. The row's own link takes the focus. */
export function useRowKeys(options: RowKeysOptions): void {
  const at = useRef(-1);
  const { count, scroller, scrollTo, onOpen, onEdit, onStatus, onSelect } = options;
  const move = (step: number) => {
    if (count === 0) return;
    const from = focusedRow(scroller.current) ?? at.current;
    at.current = Math.min(count - 1, Math.max(0, from + step));
    scrollTo(at.current);
    const index = at.current;
    requestAnimationFrame(() => focusRow(scroller.current, index));
  };
  const onRow = (action: (index: number) => void) => () => {
    const index = focusedRow(scroller.current) ?? at.current;
    if (index >= 0 && index < count) action(index);
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    x: onRow(onSelect),
    o: onRow(onOpen),
    e: onEdit && onRow(onEdit),
    s: onStatus && onRow(onStatus),
  });
}

function focusedRow(scroller: HTMLElement | null): number | undefined {
  const row = document.activeElement?.closest<HTMLElement>('[data-row]');
  if (!row || !scroller?.contains(row)) return undefined;
  return Number(row.dataset.row);
}

function focusRow(scroller: HTMLElement | null, index: number): void {
  const row = scroller?.querySelector(`[data-row="${index}"]`);
  row?.querySelector<HTMLElement>('a, button')?.focus({ preventScroll: true });
}
