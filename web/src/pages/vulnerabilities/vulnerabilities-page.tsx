import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { rowsOf, totalOf } from '../../api/paging.ts';
import type { Vulnerability } from '../../api/schema.ts';
import { allVulnerabilities, vulnerabilitiesQuery } from '../../api/vulnerabilities.ts';
import { t } from '../../shared/i18n.ts';
import { parseSearch, stringifySearch } from '../../shared/search.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { useViews } from '../../shared/views.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { ColumnChooser } from '../../ui/table/column-chooser.tsx';
import { CsvButton } from '../../ui/table/csv-button.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { ListPage } from '../../ui/table/list-page.tsx';
import { useColumns } from '../../ui/table/use-columns.ts';
import { ViewsButton } from '../../ui/table/views-button.tsx';
import { announce } from '../../ui/toast.tsx';
import { BulkStatus } from './bulk-status.tsx';
import { columns } from './columns.tsx';
import { Filters } from './filters.tsx';
import { readVulnerabilitySearch, toFilters, type VulnerabilitySearch } from './search.ts';
import { offeredViews } from './views.ts';

const route = getRouteApi('/t/$tenantId/vulnerabilities');
const nobody: ReadonlySet<string> = new Set();

export function VulnerabilitiesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tenantId = useTenantId();
  const api = useApi();
  const { role } = useMembership();
  const openId = useParams({ strict: false, select: (params) => params.vulnerabilityId });
  const filters = toFilters(search);
  const list = useInfiniteQuery(vulnerabilitiesQuery(api, tenantId, filters));
  const chosen = useColumns('vulnerabilities', columns);
  const views = useViews('vulnerabilities', tenantId);
  const [selected, setSelected] = useState(nobody);
  const change = (next: VulnerabilitySearch) => {
    setSelected(nobody);
    void navigate({ search: next, replace: true });
  };
  const open = (row: Vulnerability) =>
    void navigate({ to: './$vulnerabilityId', params: { tenantId, vulnerabilityId: row.id }, search });
  const total = totalOf(list.data);
  return (
    <ListPage
      title={t('nav.vulnerabilities')}
      note={total === undefined ? undefined : t('vulns.total', { count: total })}
      filters={<Filters search={search} onChange={change} />}
      actions={
        <>
          <CsvButton
            name="vulnerabilities"
            columns={chosen.shown}
            fetchAll={() => allVulnerabilities(api, filters)}
          />
          <ViewsButton
            offered={offeredViews}
            saved={views.views}
            onOpen={(view) => {
              if (view.hidden !== '') chosen.hide(view.hidden);
              change(readVulnerabilitySearch(parseSearch(view.query)));
            }}
            onSave={(name) => {
              views.save({ name, query: stringifySearch(search).slice(1), hidden: chosen.hidden });
              announce(t('views.saved', { name }));
            }}
            onRemove={views.remove}
          />
          <ColumnChooser columns={columns} shown={chosen.shown} onToggle={chosen.toggle} />
        </>
      }
    >
      {list.isError ? (
        <div className="p-6">
          <Failure error={list.error} what={t('vulns.what')} onRetry={() => void list.refetch()} />
        </div>
      ) : (
        <DataTable
          label={t('nav.vulnerabilities')}
          columns={chosen.shown}
          rows={rowsOf(list.data)}
          rowId={(row) => row.id}
          rowName={(row) => row.title}
          openId={openId}
          onOpen={open}
          onStatus={open}
          onEdit={open}
          {...(role === 'AUDITOR' ? {} : { selection: { ids: selected, onChange: setSelected } })}
          sort={search.sort?.[0] ?? '-severity'}
          onSort={(sort) => change(readVulnerabilitySearch({ ...search, sort }))}
          hasMore={list.hasNextPage}
          onMore={() => {
            if (!list.isFetchingNextPage) void list.fetchNextPage();
          }}
          empty={<NoRows search={search} />}
        />
      )}
      <BulkStatus ids={selected} onDone={() => setSelected(nobody)} />
      <Outlet />
    </ListPage>
  );
}

function NoRows({ search }: { readonly search: VulnerabilitySearch }) {
  const tenantId = useTenantId();
  const filtered = Object.keys(search).some((name) => name !== 'sort' && name !== 'status');
  if (filtered) return <Empty>{t('vulns.emptyFiltered')}</Empty>;
  return (
    <Empty
      action={
        <Link to="/t/$tenantId/ingestion" params={{ tenantId }} className={buttonClass('primary')}>
          {t('palette.upload')}
        </Link>
      }
    >
      {t('vulns.empty')}
    </Empty>
  );
}
