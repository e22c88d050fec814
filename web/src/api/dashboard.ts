import { queryOptions } from '@tanstack/react-query';
import { type Api, take } from './client.ts';

export const trendRanges = ['30d', '90d', '6m', '1y', '3y', '5y'] as const;
export type TrendRange = (typeof trendRanges)[number];

export function summaryQuery(api: Api, tenantId: string, changesSince: string | undefined) {
  return queryOptions({
    queryKey: [tenantId, 'dashboard', 'summary', changesSince],
    queryFn: () =>
      take(api.GET('/dashboard/summary', { params: { query: changesSince ? { changesSince } : {} } })),
  });
}

export function trendsQuery(api: Api, tenantId: string, range: TrendRange) {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return queryOptions({
    queryKey: [tenantId, 'dashboard', 'trends', range],
    queryFn: () => take(api.GET('/dashboard/trends', { params: { query: { range, timeZone } } })),
  });
}
