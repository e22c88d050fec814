import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { previewQuery } from '../../api/jobs.ts';
import { rowsOf } from '../../api/paging.ts';
import type { Job, PreviewCounts } from '../../api/schema.ts';
import { classes } from '../../shared/classes.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Empty, Failure } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { SearchBox } from '../../ui/table/search-box.tsx';
import { shownTiles, tileCount } from './effect.ts';
import { previewColumns } from './preview-columns.tsx';
import { type JobSearch, readJobSearch } from './search.ts';

const route = getRouteApi('/t/$tenantId/ingestion/$jobId');

/** Exactly what finalizing would do: five counts, each a filter of the list below. */
export function PreviewView({ job, digest }: { readonly job: Job; readonly digest: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(
    previewQuery(useApi(), useTenantId(), { jobId: job.id, digest, filters: search }),
  );
  const columns = useMemo(() => previewColumns(job), [job]);
  const change = (next: JobSearch) => void navigate({ search: next, replace: true });
  return (
    <div className="flex flex-col rounded-md border border-line">
      {job.preview ? <Tiles counts={job.preview.counts} search={search} onChange={change} /> : null}
      <div className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2.5">
        <SearchBox
          label={t('ingestion.searchPreview')}
          value={search.q ?? ''}
          onChange={(q) => change(readJobSearch({ ...search, q }))}
          className="w-full sm:w-72"
        />
      </div>
      {list.isError ? (
        <div className="p-4">
          <Failure error={list.error} what={t('ingestion.preview')} onRetry={() => void list.refetch()} />
        </div>
      ) : (
        <div className="flex max-h-[520px] min-h-40 flex-col border-t border-line">
          <DataTable
            label={t('ingestion.preview')}
            columns={columns}
            rows={rowsOf(list.data)}
            rowId={(row) => row.id}
            rowName={(row) => row.title}
            hasMore={list.hasNextPage}
            onMore={() => {
              if (!list.isFetchingNextPage) void list.fetchNextPage();
            }}
            empty={<Empty>{t('ingestion.previewEmpty')}</Empty>}
          />
        </div>
      )}
    </div>
  );
}

interface TilesProps {
  readonly counts: PreviewCounts;
  readonly search: JobSearch;
  readonly onChange: (search: JobSearch) => void;
}

function Tiles({ counts, search, onChange }: TilesProps) {
  return (
    <fieldset
      aria-label={t('ingestion.filterByChange')}
      className="grid grid-cols-2 sm:grid-cols-3 lg:auto-cols-fr lg:grid-flow-col lg:grid-cols-none"
    >
      {shownTiles(counts).map((tile) => {
        const on =
          tile.changes.every((change) => search.change?.includes(change)) && search.change !== undefined;
        const count = tileCount(counts, tile.changes);
        return (
          <button
            key={tile.id}
            type="button"
            aria-pressed={on}
            onClick={() => onChange(readJobSearch({ ...search, change: on ? undefined : [...tile.changes] }))}
            className={classes(
              'flex flex-col items-start border-r border-b border-line px-4 py-3 text-left last:border-r-0 hover:bg-hover lg:border-b-0',
              on && 'bg-accent-soft',
            )}
          >
            <span className={classes('tabular text-title font-semibold', count === 0 && 'text-faint')}>
              {formatNumber(count)}
            </span>
            <span className={on ? 'font-medium text-accent' : 'text-muted'}>
              {t(`ingestion.tile.${tile.id}`)}
            </span>
          </button>
        );
      })}
    </fieldset>
  );
}
