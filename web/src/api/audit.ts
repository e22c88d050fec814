import { infiniteQueryOptions } from '@tanstack/react-query';
import { type Api, take } from './client.ts';
import { nextCursor, pageSize } from './paging.ts';

export interface AuditFilters {
  /** Whole types, or prefixes that end in a dot. */
  readonly type?: string[];
  readonly from?: string;
  readonly to?: string;
  readonly subjectId?: string;
}

export function auditQuery(api: Api, tenantId: string, filters: AuditFilters) {
  return infiniteQueryOptions({
    queryKey: [tenantId, 'audit', filters],
    queryFn: ({ pageParam }) =>
      take(api.GET('/audit/events', { params: { query: { ...filters, ...pageParam, limit: pageSize } } })),
    initialPageParam: {},
    getNextPageParam: nextCursor,
  });
}
