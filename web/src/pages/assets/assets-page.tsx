import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet, useParams } from '@tanstack/react-router';
import { allAssets, assetsQuery } from '../../api/assets.ts';
import { rowsOf, totalOf } from '../../api/paging.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Empty, Failure } from '../../ui/states.tsx';
import { ColumnChooser } from '../../ui/table/column-chooser.tsx';
import { CsvButton } from '../../ui/table/csv-button.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { ListPage } from '../../ui/table/list-page.tsx';
import { useColumns } from '../../ui/table/use-columns.ts';
import { columns } from './columns.tsx';
import { AssetFilterBar } from './filters.tsx';
import { type AssetSearch, readAssetSearch, toAssetFilters } from './search.ts';

const route = getRouteApi('/t/$tenantId/assets');

export function AssetsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tenantId = useTenantId();
  const api = useApi();
  const openId = useParams({ strict: false, select: (params) => params.assetId });
  const filters = toAssetFilters(search);
  const list = useInfiniteQuery(assetsQuery(api, tenantId, filters));
  const chosen = useColumns('assets', columns);
  const change = (next: AssetSearch) => void navigate({ search: next, replace: true });
  const total = totalOf(list.data);
  const filtered = Object.keys(search).some((name) => name !== 'sort');
  return (
    <ListPage
      title={t('nav.assets')}
      note={total === undefined ? undefined : t('assets.total', { count: total })}
      filters={<AssetFilterBar search={search} onChange={change} />}
      actions={
        <>
          <CsvButton name="assets" columns={chosen.shown} fetchAll={() => allAssets(api, filters)} />
          <ColumnChooser columns={columns} shown={chosen.shown} onToggle={chosen.toggle} />
        </>
      }
    >
      {list.isError ? (
        <div className="p-6">
          <Failure error={list.error} what={t('assets.what')} onRetry={() => void list.refetch()} />
        </div>
      ) : (
        <DataTable
          label={t('nav.assets')}
          columns={chosen.shown}
          rows={rowsOf(list.data)}
          rowId={(row) => row.id}
          rowName={(row) => row.name}
          openId={openId}
          onOpen={(row) => void navigate({ to: './$assetId', params: { tenantId, assetId: row.id }, search })}
          sort={search.sort?.[0] ?? '-openTotal'}
          onSort={(sort) => change(readAssetSearch({ ...search, sort }))}
          hasMore={list.hasNextPage}
          onMore={() => {
            if (!list.isFetchingNextPage) void list.fetchNextPage();
          }}
          empty={<Empty>{filtered ? t('assets.emptyFiltered') : t('assets.empty')}</Empty>}
        />
      )}
      <Outlet />
    </ListPage>
  );
}
