import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { summaryQuery } from '../../api/dashboard.ts';
import type { Summary } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { HeatMatrix } from './heat-matrix.tsx';
import { Improvements } from './improvements.tsx';
import { useLastLook } from './last-look.ts';
import { OverviewSkeleton } from './overview-skeleton.tsx';
import { ScoreBlock } from './score-block.tsx';
import { Strip } from './strip.tsx';
import { TopRisks } from './top-risks.tsx';
import { TrendPanel } from './trend-panel.tsx';

const route = getRouteApi('/t/$tenantId/overview');

export function OverviewPage() {
  const tenantId = useTenantId();
  const changesSince = useLastLook(tenantId);
  const summary = useQuery(summaryQuery(useApi(), tenantId, changesSince));
  return (
    <Page
      title={t('nav.overview')}
      note={
        summary.data ? (
          <>
            {t('overview.asOf')} <When at={summary.data.computedAt} form="time" />
          </>
        ) : null
      }
    >
      {summary.isError ? (
        <Failure error={summary.error} what={t('overview.what')} onRetry={() => void summary.refetch()} />
      ) : summary.data ? (
        <Overview summary={summary.data} />
      ) : (
        <OverviewSkeleton />
      )}
    </Page>
  );
}

function Overview({ summary }: { readonly summary: Summary }) {
  const { range = '1y' } = route.useSearch();
  const tenantId = useTenantId();
  if (summary.overallScore === null) {
    return (
      <Empty
        action={
          <Link to="/t/$tenantId/ingestion" params={{ tenantId }} className={buttonClass('primary')}>
            {t('palette.upload')}
          </Link>
        }
      >
        {t('overview.empty')}
      </Empty>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 lg:grid-cols-[340px_minmax(0,1fr)]">
        <ScoreBlock summary={summary} score={summary.overallScore} />
        <TrendPanel range={range} />
      </div>
      <Strip summary={summary} />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
        <HeatMatrix cells={summary.heatMatrix} />
        <Improvements summary={summary} />
      </div>
      <TopRisks risks={summary.topRisks} />
    </div>
  );
}
