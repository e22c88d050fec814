import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { auditQuery } from '../../api/audit.ts';
import { rowsOf } from '../../api/paging.ts';
import type { AuditEvent } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Empty, Failure } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/data-table.tsx';
import { ListPage } from '../../ui/table/list-page.tsx';
import { SearchBox } from '../../ui/table/search-box.tsx';
import { When } from '../../ui/when.tsx';
import { type AuditSearch, readAuditSearch, toAuditFilters } from './search.ts';

const route = getRouteApi('/t/$tenantId/audit');

const columns: readonly Column<AuditEvent>[] = [
  { id: 'seq', title: t('audit.seq'), width: 72, align: 'end', cell: (row) => row.seq },
  { id: 'at', title: t('audit.at'), width: 196, cell: (row) => <When at={row.at} form="time" /> },
  {
    id: 'type',
    title: t('audit.type'),
    width: 220,
    fixed: true,
    cell: (row) => <span className="font-medium">{row.type}</span>,
  },
  { id: 'actor', title: t('audit.actor'), width: 180, narrow: true, cell: (row) => row.actor.name },
  {
    id: 'subject',
    title: t('audit.subject'),
    width: 200,
    cell: (row) => <span title={row.subject.id}>{`${row.subject.type} ${row.subject.id}`}</span>,
  },
  { id: 'data', title: t('audit.data'), cell: (row) => <Details data={row.data} /> },
  {
    id: 'hash',
    title: t('audit.hash'),
    width: 116,
    cell: (row) => (
      <code className="font-mono text-label text-muted" title={row.hash}>
        {row.hash.slice(0, 12)}
      </code>
    ),
  },
];

export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(auditQuery(useApi(), useTenantId(), toAuditFilters(search)));
  const change = (next: AuditSearch) => void navigate({ search: next, replace: true });
  return (
    <ListPage
      title={t('nav.audit')}
      note={t('audit.lead')}
      filters={
        <SearchBox
          label={t('audit.search')}
          value={search.type ?? ''}
          onChange={(type) => change(readAuditSearch({ ...search, type }))}
          className="w-full sm:w-96"
        />
      }
    >
      {list.isError ? (
        <div className="p-6">
          <Failure error={list.error} what={t('audit.what')} onRetry={() => void list.refetch()} />
        </div>
      ) : (
        <DataTable
          label={t('nav.audit')}
          columns={columns}
          rows={rowsOf(list.data)}
          rowId={(row) => row.id}
          rowName={(row) => row.type}
          hasMore={list.hasNextPage}
          onMore={() => {
            if (!list.isFetchingNextPage) void list.fetchNextPage();
          }}
          empty={<Empty>{t('audit.empty')}</Empty>}
        />
      )}
    </ListPage>
  );
}

function Details({ data }: { readonly data: AuditEvent['data'] }) {
  const words = Object.entries(data)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return (
    <span className="text-muted" title={words}>
      {words}
    </span>
  );
}
