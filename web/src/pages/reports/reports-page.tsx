import { useInfiniteQuery } from '@tanstack/react-query';
import { rowsOf } from '../../api/paging.ts';
import { reportsQuery } from '../../api/reports.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { Empty, Failure } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { ListPage } from '../../ui/table/list-page.tsx';
import { columns } from './columns.tsx';
import { NewReportButton } from './new-report.tsx';
import { VerifyZone } from './verify-zone.tsx';

export function ReportsPage() {
  const list = useInfiniteQuery(reportsQuery(useApi(), useTenantId()));
  const { isAdmin } = useMembership();
  const newReport = isAdmin ? <NewReportButton /> : null;
  return (
    <ListPage title={t('nav.reports')} actions={newReport} filters={<VerifyZone />}>
      {list.isError ? (
        <div className="p-6">
          <Failure error={list.error} what={t('reports.what')} onRetry={() => void list.refetch()} />
        </div>
      ) : (
        <DataTable
          label={t('nav.reports')}
          columns={columns}
          rows={rowsOf(list.data)}
          rowId={(row) => row.id}
          rowName={(row) => row.title}
          hasMore={list.hasNextPage}
          onMore={() => {
            if (!list.isFetchingNextPage) void list.fetchNextPage();
          }}
          empty={<Empty>{isAdmin ? t('reports.emptyAdmin') : t('reports.empty')}</Empty>}
        />
      )}
    </ListPage>
  );
}
