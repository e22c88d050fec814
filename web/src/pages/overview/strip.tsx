import { Link } from '@tanstack/react-router';
import type { Summary } from '../../api/schema.ts';
import { classes } from '../../shared/classes.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { SeverityMark, severities } from '../../ui/severity.tsx';
import type { VulnerabilitySearch } from '../vulnerabilities/search.ts';

interface Figure {
  readonly label: string;
  readonly value: number;
  readonly search: VulnerabilitySearch;
  /** Anything but none is bad news. */
  readonly alarming?: boolean;
}

/** SLA, known exploited, and the counts, each leading to exactly its list. */
export function Strip({ summary }: { readonly summary: Summary }) {
  const open = { status: ['OPEN'] } satisfies VulnerabilitySearch;
  const figures: readonly Figure[] = [
    {
      label: t('strip.late'),
      value: summary.sla.breached,
      search: { ...open, slaState: ['OVERDUE'] },
      alarming: true,
    },
    { label: t('strip.dueSoon'), value: summary.sla.dueSoon, search: { ...open, slaState: ['DUE_SOON'] } },
    { label: t('strip.kev'), value: summary.kevOpen, search: { ...open, kev: true }, alarming: true },
    { label: t('strip.recurring'), value: summary.counts.recurring, search: { ...open, recurring: true } },
    { label: t('strip.unassigned'), value: summary.counts.unassigned, search: { ...open, unassigned: true } },
    {
      label: t('strip.verify'),
      value: summary.counts.byStatus.CLIENT_FIXED,
      search: { status: ['CLIENT_FIXED'] },
    },
  ];
  return (
    <section
      aria-label={t('strip.title')}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-3 lg:grid-cols-[2.2fr_repeat(6,1fr)]"
    >
      <OpenBySeverity summary={summary} />
      {figures.map((figure) => (
        <FigureLink key={figure.label} figure={figure} />
      ))}
    </section>
  );
}

function OpenBySeverity({ summary: { counts } }: { readonly summary: Summary }) {
  const tenantId = useTenantId();
  return (
    <div className="col-span-full flex flex-col bg-raised px-4 py-3 lg:col-span-1">
      <Link
        to="/t/$tenantId/vulnerabilities"
        params={{ tenantId }}
        search={{ status: ['OPEN'] }}
        className="no-underline hover:underline"
      >
        <span className="tabular text-title font-semibold">{formatNumber(counts.open)}</span>{' '}
        <span className="text-muted">{t('strip.open')}</span>
      </Link>
      <ul className="tabular flex flex-wrap gap-x-3 text-muted">
        {severities.map((severity) => (
          <li key={severity}>
            <Link
              to="/t/$tenantId/vulnerabilities"
              params={{ tenantId }}
              search={{ status: ['OPEN'], severity: [severity] }}
              className="inline-flex min-h-6 min-w-6 items-center gap-1 no-underline hover:text-text hover:underline"
            >
              <SeverityMark severity={severity} className="size-3.5" />
              <span className="sr-only">{t(`severity.${severity}`)}</span>
              {formatNumber(counts.openBySeverity[severity])}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function FigureLink({ figure }: { readonly figure: Figure }) {
  const tenantId = useTenantId();
  return (
    <Link
      to="/t/$tenantId/vulnerabilities"
      params={{ tenantId }}
      search={figure.search}
      className="flex flex-col bg-raised px-4 py-3 no-underline hover:bg-hover"
    >
      <span
        className={classes(
          'tabular text-title font-semibold',
          figure.value === 0 ? 'text-faint' : figure.alarming && 'text-critical-text',
        )}
      >
        {formatNumber(figure.value)}
      </span>
      <span className="text-muted">{figure.label}</span>
    </Link>
  );
}
