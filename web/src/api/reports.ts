import { infiniteQueryOptions } from '@tanstack/react-query';
import { type Api, apiBase, take } from './client.ts';
import { nextCursor, pageSize } from './paging.ts';
import type { BodyOf, paths } from './schema.ts';

const pollMs = 1_500;

export function reportsQuery(api: Api, tenantId: string) {
  return infiniteQueryOptions({
    queryKey: [tenantId, 'reports', 'list'],
    queryFn: ({ pageParam }) =>
      take(api.GET('/reports', { params: { query: { ...pageParam, limit: pageSize } } })),
    initialPageParam: {},
    getNextPageParam: nextCursor,
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.items.some((report) => report.status === 'GENERATING') ? pollMs : false,
  });
}

export type NewReport = BodyOf<paths['/reports/generate']['post']>;

export function generateReport(api: Api, body: NewReport) {
  return take(api.POST('/reports/generate', { params: { query: { wait: 10 } }, body }));
}

/** A plain link: the cookie and the tenant in the query are enough for a download. */
export function reportDownload(tenantId: string, reportId: string, format: string): string {
  return `${apiBase}/reports/${reportId}/download?format=${format}&tenantId=${tenantId}`;
}
