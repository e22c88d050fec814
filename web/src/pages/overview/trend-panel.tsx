import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type TrendRange, trendRanges, trendsQuery } from '../../api/dashboard.ts';
import { formatDay, formatNumber, formatScore } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { ChartPanel } from '../../ui/chart/chart.tsx';
import { Panel } from '../../ui/page.tsx';
import { Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { type TrendEvent, trendEvents } from './trend-events.ts';
import { trendOption } from './trend-option.ts';

/** The score over time with the events that moved it. */
export function TrendPanel({ range }: { readonly range: TrendRange }) {
  const tenantId = useTenantId();
  const navigate = useNavigate();
  const trends = useQuery(trendsQuery(useApi(), tenantId, range));
  const option = useMemo(() => (trends.data ? trendOption(trends.data) : undefined), [trends.data]);
  const chooser = (
    <nav aria-label={t('trend.range')} className="flex">
      {trendRanges.map((each) => (
        <Link
          key={each}
          from="/t/$tenantId/overview"
          search={{ range: each }}
          replace
          aria-label={t(`trend.range.${each}`)}
          aria-current={each === range ? 'true' : undefined}
          className="rounded-sm px-1.5 py-0.5 text-label text-muted no-underline hover:text-text aria-[current=true]:bg-hover aria-[current=true]:font-medium aria-[current=true]:text-text"
        >
          {t(`trend.short.${each}`)}
        </Link>
      ))}
    </nav>
  );
  if (trends.isError || !trends.data || !option) {
    return (
      <Panel title={t('trend.title')} actions={chooser}>
        {trends.isError ? (
          <Failure error={trends.error} what={t('trend.title')} onRetry={() => void trends.refetch()} />
        ) : (
          <Loading what={t('trend.title')}>
            <Skeleton className="h-64 w-full" />
          </Loading>
        )}
      </Panel>
    );
  }
  const openEvent = (leadsTo: TrendEvent['leadsTo'] | undefined) => {
    if (!leadsTo) return;
    const params = { tenantId };
    if (leadsTo === 'REPORTS') return navigate({ to: '/t/$tenantId/reports', params });
    if (leadsTo === 'ASSESSMENTS') return navigate({ to: '/t/$tenantId/assessments', params });
    return navigate({
      to: '/t/$tenantId/assessments/$assessmentId',
      params: { ...params, assessmentId: leadsTo.assessmentId },
    });
  };
  const { scoreSeries, exposureSeries } = trends.data;
  const openAt = new Map(exposureSeries.map((point) => [point.at, point.open]));
  const first = scoreSeries[0];
  const last = scoreSeries.at(-1);
  return (
    <ChartPanel
      title={t('trend.title')}
      summary={
        first && last
          ? t('trend.summary', {
              from: formatScore(first.score),
              fromDay: formatDay(first.at),
              to: formatScore(last.score),
              toDay: formatDay(last.at),
            })
          : t('trend.empty')
      }
      option={option}
      onPickMark={(index) => void openEvent(trendEvents(trends.data)[index]?.leadsTo)}
      actions={chooser}
      table={{
        head: [t('trend.day'), t('overview.score'), t('trend.open')],
        rows: scoreSeries
          .map((point) => {
            const open = openAt.get(point.at);
            return [
              formatDay(point.at),
              formatScore(point.score),
              open === undefined ? t('ui.none') : formatNumber(open),
            ];
          })
          .toReversed(),
      }}
    />
  );
}
