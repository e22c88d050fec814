import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Api, ifMatch, take, takeVersioned } from './client.ts';
import { allRows, nextCursor, pageSize } from './paging.ts';
import type { Asset, BodyOf, paths } from './schema.ts';

export type AssetFilters = NonNullable<paths['/assets']['get']['parameters']['query']>;
export type AssetChange = BodyOf<paths['/assets/{assetId}']['patch']>;

export function assetsQuery(api: Api, tenantId: string, filters: AssetFilters) {
  return infiniteQueryOptions({
    queryKey: [tenantId, 'assets', 'list', filters],
    queryFn: ({ pageParam }) =>
      take(api.GET('/assets', { params: { query: { ...filters, ...pageParam, limit: pageSize } } })),
    initialPageParam: {},
    getNextPageParam: nextCursor,
  });
}

/** Every row of the list, for the CSV. */
export function allAssets(api: Api, filters: AssetFilters): Promise<Asset[]> {
  return allRows((page) =>
    take(api.GET('/assets', { params: { query: { ...filters, ...page, limit: 200 } } })),
  );
}

export function assetQuery(api: Api, tenantId: string, assetId: string) {
  return queryOptions({
    queryKey: [tenantId, 'asset', assetId],
    queryFn: () => takeVersioned(api.GET('/assets/{assetId}', { params: { path: { assetId } } })),
  });
}

interface UpdateAsset {
  readonly assetId: string;
  readonly etag: string | null;
  readonly change: AssetChange;
}

export function updateAsset(api: Api, { assetId, etag, change }: UpdateAsset) {
  return take(
    api.PATCH('/assets/{assetId}', { params: { path: { assetId } }, headers: ifMatch(etag), body: change }),
  );
}
