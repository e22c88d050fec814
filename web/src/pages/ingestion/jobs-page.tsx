import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { jobsQuery } from '../../api/jobs.ts';
import { rowsOf } from '../../api/paging.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Empty, Failure } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { ListPage } from '../../ui/table/list-page.tsx';
import { columns } from './columns.tsx';
import { DropZone } from './drop-zone.tsx';

const route = getRouteApi('/t/$tenantId/ingestion');

export function JobsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tenantId = useTenantId();
  const list = useInfiniteQuery(jobsQuery(useApi(), tenantId, search));
  return (
    <ListPage title={t('nav.ingestion')} filters={<DropZone />}>
      {list.isError ? (
        <div className="p-6">
          <Failure error={list.error} what={t('ingestion.what')} onRetry={() => void list.refetch()} />
        </div>
      ) : (
        <DataTable
          label={t('ingestion.jobs')}
          columns={columns}
          rows={rowsOf(list.data)}
          rowId={(row) => row.id}
          rowName={(row) => row.fileName ?? t('ingestion.unnamed')}
          onOpen={(row) =>
            void navigate({ to: '/t/$tenantId/ingestion/$jobId', params: { tenantId, jobId: row.id } })
          }
          hasMore={list.hasNextPage}
          onMore={() => {
            if (!list.isFetchingNextPage) void list.fetchNextPage();
          }}
          empty={<Empty>{t('ingestion.empty')}</Empty>}
        />
      )}
    </ListPage>
  );
}
