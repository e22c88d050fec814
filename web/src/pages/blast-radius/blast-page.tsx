import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type BlastRadius, blastRadiusQuery } from '../../api/blast-radius.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { CutPanel } from './cut-panel.tsx';
import { GraphCanvas } from './graph-canvas.tsx';
import { OriginPicker } from './origin-picker.tsx';
import { PathPanel } from './path-panel.tsx';
import { ReachedTable } from './reached-table.tsx';
import { type BlastSearch, questionOf, readBlastSearch } from './search.ts';
import { Totals } from './totals.tsx';

const route = getRouteApi('/t/$tenantId/blast-radius');

export function BlastRadiusPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const question = questionOf(search);
  const answer = useQuery(blastRadiusQuery(useApi(), useTenantId(), question));
  const change = (next: object) =>
    void navigate({ search: readBlastSearch({ ...search, ...next }), replace: true });
  const asked = question.compromised.length > 0;
  return (
    <Page title={t('nav.blastRadius')} actions={<Assumed search={search} onReset={change} />}>
      <Panel title={t('blast.start')}>
        <OriginPicker
          chosen={search.assetId ?? []}
          origins={asked ? (answer.data?.origins ?? []) : []}
          onChange={(assetId) => change({ assetId, shown: undefined })}
        />
      </Panel>
      {!asked ? (
        <Empty>{t('blast.empty')}</Empty>
      ) : answer.isError ? (
        <Failure error={answer.error} what={t('blast.what')} onRetry={() => void answer.refetch()} />
      ) : answer.data ? (
        <Result answer={answer.data} search={search} change={change} />
      ) : (
        <Loading what={t('blast.what')}>
          <Skeleton className="h-[420px] w-full" />
        </Loading>
      )}
    </Page>
  );
}

interface ResultProps {
  readonly answer: BlastRadius;
  readonly search: BlastSearch;
  readonly change: (next: BlastSearch) => void;
}

function Result({ answer, search, change }: ResultProps) {
  const shown = search.shown?.[0];
  const one = answer.reached.find(({ asset }) => asset.id === shown);
  const show = (id: string) => change({ shown: [id] });
  const remove = (id: string) => change({ removed: [...(search.removed ?? []), id] });
  const fix = (id: string) => change({ fixed: [...(search.fixed ?? []), id] });
  return (
    <>
      <div className="grid gap-4 lg:grid-cols-[3fr_2fr]">
        <Panel title={t('blast.graph')}>
          <GraphCanvas answer={answer} shown={shown} onShow={show} />
          <p className="pt-2 text-label text-muted">{t('blast.legend', { words: legend })}</p>
        </Panel>
        <Panel title={t('blast.list')}>
          {answer.reached.length === 0 ? (
            <Empty>{t('blast.nothing')}</Empty>
          ) : (
            <ReachedTable reached={answer.reached} shown={shown} onShow={show} />
          )}
        </Panel>
      </div>
      <div className="grid gap-4 md:grid-cols-2">
        <Panel title={t('blast.what')}>
          <Totals totals={answer.totals} />
        </Panel>
        <CutPanel answer={answer} onRemove={remove} onFix={fix} />
        {one ? <PathPanel one={one} onRemove={remove} onFix={fix} /> : null}
      </div>
    </>
  );
}

const legend = t('blast.legendWords');

interface AssumedProps {
  readonly search: BlastSearch;
  readonly onReset: (next: object) => void;
}

function Assumed({ search: { removed = [], fixed = [] }, onReset }: AssumedProps) {
  if (removed.length + fixed.length === 0) return null;
  return (
    <>
      <span role="status" className="text-label text-muted">
        {[
          t('blast.assumed'),
          t('blast.assumedRemoved', { count: formatNumber(removed.length) }),
          t('blast.assumedFixed', { count: formatNumber(fixed.length) }),
        ].join(' · ')}
      </span>
      <Button onClick={() => onReset({ removed: undefined, fixed: undefined })}>{t('blast.reset')}</Button>
    </>
  );
}
