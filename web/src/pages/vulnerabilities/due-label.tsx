import type { Vulnerability } from '../../api/schema.ts';
import { classes } from '../../shared/classes.ts';
import { daysUntil, formatDay } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useNow } from '../../shared/now.ts';

/** When it has to be resolved, in words that say how it stands. */
export function DueLabel({ dueAt, slaState }: Pick<Vulnerability, 'dueAt' | 'slaState'>) {
  const now = useNow();
  if (!dueAt) return <span className="text-faint">{t('ui.none')}</span>;
  const days = daysUntil(dueAt, now);
  const text =
    slaState === 'OVERDUE'
      ? t('vulns.overdueBy', { count: Math.max(1, -days) })
      : slaState === 'DUE_SOON'
        ? t('vulns.dueIn', { count: Math.max(0, days) })
        : formatDay(dueAt);
  return (
    <span
      title={dueAt}
      className={classes(
        'tabular whitespace-nowrap',
        slaState === 'OVERDUE' && 'font-medium text-critical-text',
        slaState === 'DUE_SOON' && 'text-medium-text',
      )}
    >
      {text}
    </span>
  );
}
