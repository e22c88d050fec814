import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Contribution, Summary } from '../../api/schema.ts';
import { classes } from '../../shared/classes.ts';
import { formatDelta, formatScore } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { When } from '../../ui/when.tsx';
import { searchFromFilter } from '../vulnerabilities/search.ts';

/** The waterfall from 100 down to the score; each step leads to the vulnerabilities behind it. */
export function WhyScore({ summary, score }: { readonly summary: Summary; readonly score: number }) {
  return (
    <Popover
      title={t('why.title', { score: formatScore(score) })}
      className="w-120"
      trigger={
        <Button kind="ghost" size="small">
          {t('ui.why')}
        </Button>
      }
    >
      <table className="w-full">
        <caption className="sr-only">{t('why.title', { score: formatScore(score) })}</caption>
        <tbody>
          <Row label={t('why.start')} points={100} from={0} to={100} />
          {steps(summary.contributions).map(({ contribution, from, to }) => (
            <Row
              key={contribution.code}
              label={<StepLabel contribution={contribution} />}
              points={contribution.points}
              from={Math.min(from, to)}
              to={Math.max(from, to)}
              signed
            />
          ))}
          <Row
            label={<strong className="font-semibold">{t('overview.score')}</strong>}
            points={score}
            from={0}
            to={score}
          />
        </tbody>
      </table>
      <p className="text-label text-muted">
        {t('why.formula', { version: summary.formulaVersion })} <When at={summary.computedAt} form="time" />
      </p>
    </Popover>
  );
}

function steps(contributions: readonly Contribution[]) {
  let level = 100;
  return contributions.map((contribution) => {
    const from = level;
    level = Math.max(0, Math.min(100, level + contribution.points));
    return { contribution, from, to: level };
  });
}

function StepLabel({ contribution }: { readonly contribution: Contribution }) {
  const tenantId = useTenantId();
  return (
    <Link
      to="/t/$tenantId/vulnerabilities"
      params={{ tenantId }}
      search={searchFromFilter(contribution.filter)}
      className="link"
    >
      {contribution.label}
    </Link>
  );
}

interface RowProps {
  readonly label: ReactNode;
  readonly points: number;
  readonly from: number;
  readonly to: number;
  readonly signed?: boolean;
}

function Row({ label, points, from, to, signed = false }: RowProps) {
  return (
    <tr>
      <th scope="row" className="py-1 pr-3 text-left font-normal">
        {label}
      </th>
      <td className="w-36 py-1">
        <span className="relative block h-3 bg-sunken" aria-hidden="true">
          <span
            className={classes(
              'absolute inset-y-0',
              signed ? (points < 0 ? 'bg-critical' : 'bg-good') : 'bg-line-strong',
            )}
            style={{ left: `${from}%`, width: `${Math.max(0.8, to - from)}%` }}
          />
        </span>
      </td>
      <td className="w-14 py-1 text-right">{signed ? formatDelta(points, 1) : formatScore(points)}</td>
    </tr>
  );
}
