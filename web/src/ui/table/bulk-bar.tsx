import type { ReactNode } from 'react';
import { t } from '../../shared/i18n.ts';
import { IconButton } from '../button.tsx';

interface BulkBarProps {
  readonly count: number;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

/** What can be done with all selected rows at once; stands at the bottom while something is selected. */
export function BulkBar({ count, onClear, children }: BulkBarProps) {
  if (count === 0) return null;
  return (
    <div
      role="toolbar"
      aria-label={t('table.bulk')}
      className="absolute bottom-4 left-1/2 z-20 flex max-w-[calc(100%-32px)] -translate-x-1/2 items-center gap-3 rounded-md border border-line-strong bg-raised py-2 pr-2 pl-4 shadow-raised"
    >
      <span className="tabular font-medium whitespace-nowrap">{t('table.selected', { count })}</span>
      {children}
      <IconButton label={t('table.clear')} icon="close" size="small" onClick={onClear} />
    </div>
  );
}
