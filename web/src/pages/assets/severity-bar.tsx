import type { SeverityCounts } from '../../api/schema.ts';
import { classes } from '../../shared/classes.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { severities } from '../../ui/severity.tsx';

const fills = {
  CRITICAL: 'bg-critical',
  HIGH: 'bg-high',
  MEDIUM: 'bg-medium',
  LOW: 'bg-low',
  INFO: 'bg-info',
} as const;

/** Open counts as one thin bar; the numbers stand in the text alternative and on hover. */
export function SeverityBar({ counts }: { readonly counts: SeverityCounts }) {
  const total = severities.reduce((sum, severity) => sum + counts[severity], 0);
  if (total === 0) return <span className="text-faint">{t('ui.none')}</span>;
  const words = severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${formatNumber(counts[severity])} ${t(`severity.${severity}`).toLowerCase()}`)
    .join(', ');
  return (
    <span
      className="flex h-1.5 w-full max-w-40 gap-px overflow-hidden rounded-full"
      role="img"
      aria-label={words}
      title={words}
    >
      {severities.map((severity) =>
        counts[severity] > 0 ? (
          <span
            key={severity}
            className={classes('min-w-1', fills[severity])}
            style={{ flexGrow: counts[severity] }}
          />
        ) : null,
      )}
    </span>
  );
}
