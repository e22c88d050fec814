import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Api, ifMatch, take, takeVersioned } from './client.ts';
import { allRows, nextCursor, pageSize } from './paging.ts';
import type { BodyOf, paths, Vulnerability, VulnerabilityStatus } from './schema.ts';

export type VulnerabilityFilters = NonNullable<paths['/vulnerabilities']['get']['parameters']['query']>;

/** The first few whose title or id matches, for the palette. */
export function searchVulnerabilitiesQuery(api: Api, tenantId: string, q: string) {
  return queryOptions({
    queryKey: [tenantId, 'vulnerabilities', 'search', q],
    queryFn: () => take(api.GET('/vulnerabilities', { params: { query: { q, limit: 6 } } })),
  });
}

export function vulnerabilitiesQuery(api: Api, tenantId: string, filters: VulnerabilityFilters) {
  return infiniteQueryOptions({
    queryKey: [tenantId, 'vulnerabilities', 'list', filters],
    queryFn: ({ pageParam }) =>
      take(api.GET('/vulnerabilities', { params: { query: { ...filters, ...pageParam, limit: pageSize } } })),
    initialPageParam: {},
    getNextPageParam: nextCursor,
  });
}

/** Every row of the list, for the CSV. */
export function allVulnerabilities(api: Api, filters: VulnerabilityFilters): Promise<Vulnerability[]> {
  return allRows((page) =>
    take(api.GET('/vulnerabilities', { params: { query: { ...filters, ...page, limit: 200 } } })),
  );
}

export function vulnerabilityQuery(api: Api, tenantId: string, vulnerabilityId: string) {
  return queryOptions({
    queryKey: [tenantId, 'vulnerability', vulnerabilityId],
    queryFn: () =>
      takeVersioned(api.GET('/vulnerabilities/{vulnerabilityId}', { params: { path: { vulnerabilityId } } })),
  });
}

export function historyQuery(api: Api, tenantId: string, vulnerabilityId: string) {
  return queryOptions({
    queryKey: [tenantId, 'vulnerability', vulnerabilityId, 'history'],
    queryFn: () =>
      take(
        api.GET('/vulnerabilities/{vulnerabilityId}/history', {
          params: { path: { vulnerabilityId }, query: { limit: 100 } },
        }),
      ),
  });
}

export interface Decision {
  readonly status: VulnerabilityStatus;
  readonly reason: string;
  readonly expiresAt?: string;
}

interface ChangeStatus {
  readonly vulnerabilityId: string;
  readonly etag: string | null;
  readonly decision: Decision;
}

export function changeStatus(api: Api, { vulnerabilityId, etag, decision }: ChangeStatus) {
  return take(
    api.PATCH('/vulnerabilities/{vulnerabilityId}/status', {
      params: { path: { vulnerabilityId } },
      headers: ifMatch(etag),
      body: decision,
    }),
  );
}

export function changeStatusOfMany(api: Api, vulnerabilityIds: string[], decision: Decision) {
  return take(api.POST('/vulnerabilities/bulk-status', { body: { vulnerabilityIds, ...decision } }));
}

/** `ownerId` null takes assignments back. */
export function assignMany(api: Api, vulnerabilityIds: string[], ownerId: string | null) {
  return take(api.POST('/vulnerabilities/bulk-owner', { body: { vulnerabilityIds, ownerId } }));
}

export type VulnerabilityChange = BodyOf<paths['/vulnerabilities/{vulnerabilityId}']['patch']>;

interface UpdateVulnerability {
  readonly vulnerabilityId: string;
  readonly etag: string | null;
  readonly change: VulnerabilityChange;
}

export function updateVulnerability(api: Api, { vulnerabilityId, etag, change }: UpdateVulnerability) {
  return take(
    api.PATCH('/vulnerabilities/{vulnerabilityId}', {
      params: { path: { vulnerabilityId } },
      headers: ifMatch(etag),
      body: change,
    }),
  );
}
