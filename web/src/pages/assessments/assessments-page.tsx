import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useParams } from '@tanstack/react-router';
import { assessmentsQuery } from '../../api/assessments.ts';
import { rowsOf } from '../../api/paging.ts';
import type { Assessment } from '../../api/schema.ts';
import { formatNumber, formatScore } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { BandLabel } from '../../ui/band.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/data-table.tsx';
import { ListPage } from '../../ui/table/list-page.tsx';
import { When } from '../../ui/when.tsx';
import { SeverityBar } from '../assets/severity-bar.tsx';

const route = getRouteApi('/t/$tenantId/assessments');

const columns: readonly Column<Assessment>[] = [
  {
    id: 'name',
    title: t('assessments.name'),
    fixed: true,
    cell: (row) => (
      <Link
        from="/t/$tenantId/assessments"
        to="./$assessmentId"
        params={{ assessmentId: row.id }}
        className="rounded-sm font-medium no-underline"
      >
        {row.name}
      </Link>
    ),
  },
  {
    id: 'score',
    title: t('assessments.score'),
    width: 168,
    narrow: true,
    cell: (row) =>
      row.score === null ? (
        <span className="text-faint">{t('ui.none')}</span>
      ) : (
        <span className="flex items-center gap-3">
          <span className="tabular w-6 shrink-0 text-right font-semibold">{formatScore(row.score)}</span>
          {row.riskLevel ? <BandLabel band={row.riskLevel} /> : null}
        </span>
      ),
  },
  { id: 'scope', title: t('assessments.scope'), width: 140, cell: (row) => row.scopeKey ?? t('ui.none') },
  {
    id: 'tool',
    title: t('assessments.tool'),
    width: 120,
    cell: (row) => row.provenance?.tool ?? t('ui.none'),
  },
  {
    id: 'findings',
    title: t('assessments.findings'),
    width: 96,
    align: 'end',
    cell: (row) => formatNumber(row.counts.findings),
  },
  {
    id: 'assets',
    title: t('assessments.assets'),
    width: 84,
    align: 'end',
    cell: (row) => formatNumber(row.counts.assets),
  },
  {
    id: 'open',
    title: t('assessments.openBySeverity'),
    width: 176,
    cell: (row) => <SeverityBar counts={row.counts.openBySeverity} />,
  },
  { id: 'at', title: t('assessments.created'), width: 124, cell: (row) => <When at={row.createdAt} /> },
];

export function AssessmentsPage() {
  const navigate = route.useNavigate();
  const tenantId = useTenantId();
  const openId = useParams({ strict: false, select: (params) => params.assessmentId });
  const list = useInfiniteQuery(assessmentsQuery(useApi(), tenantId));
  return (
    <ListPage title={t('nav.assessments')}>
      {list.isError ? (
        <div className="p-6">
          <Failure error={list.error} what={t('assessments.what')} onRetry={() => void list.refetch()} />
        </div>
      ) : (
        <DataTable
          label={t('nav.assessments')}
          columns={columns}
          rows={rowsOf(list.data)}
          rowId={(row) => row.id}
          rowName={(row) => row.name}
          openId={openId}
          onOpen={(row) =>
            void navigate({ to: './$assessmentId', params: { tenantId, assessmentId: row.id } })
          }
          hasMore={list.hasNextPage}
          onMore={() => {
            if (!list.isFetchingNextPage) void list.fetchNextPage();
          }}
          empty={<Empty>{t('assessments.empty')}</Empty>}
        />
      )}
      <Outlet />
    </ListPage>
  );
}
