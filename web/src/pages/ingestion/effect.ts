import type { PreviewChange, PreviewCounts } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';

/** The counts across the top. Reopened and recurring are both "came back" to the reader. */
export const tiles = [
  { id: 'new', changes: ['NEW'] },
  { id: 'changed', changes: ['CHANGED'] },
  { id: 'reopened', changes: ['REOPENED', 'RECURRING'] },
  { id: 'wouldClose', changes: ['WOULD_CLOSE'] },
  { id: 'unchanged', changes: ['UNCHANGED'] },
  { id: 'fixConfirmed', changes: ['FIX_CONFIRMED'], rare: true },
  { id: 'recorded', changes: ['RECORDED'], rare: true },
] as const satisfies readonly {
  readonly id: string;
  readonly changes: readonly PreviewChange[];
  readonly rare?: true;
}[];

/** The five of every import, and the rare ones where there are any. */
export function shownTiles(counts: PreviewCounts) {
  return tiles.filter((tile) => !('rare' in tile) || tileCount(counts, tile.changes) > 0);
}

export function tileCount(counts: PreviewCounts, changes: readonly PreviewChange[]): number {
  return changes.reduce((sum, change) => sum + counts[change], 0);
}

/** What finalizing will do, in words: "Add 128, reopen 3, close 0". */
export function effectWords(counts: PreviewCounts): string {
  const reopen = counts.REOPENED + counts.RECURRING;
  const writes =
    counts.NEW + counts.CHANGED + reopen + counts.WOULD_CLOSE + counts.FIX_CONFIRMED + counts.RECORDED;
  if (writes === 0) return t('ingestion.effectNothing');
  const update = counts.CHANGED > 0 ? t('ingestion.effectUpdate', { count: counts.CHANGED }) : '';
  return t('ingestion.effect', { add: counts.NEW, update, reopen, close: counts.WOULD_CLOSE });
}
