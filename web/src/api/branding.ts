import { queryOptions } from '@tanstack/react-query';
import { type Api, ifMatch, take, takeVersioned } from './client.ts';
import type { BodyOf, paths } from './schema.ts';

export type BrandingChange = BodyOf<paths['/tenants/{tenantId}/branding']['patch']>;

export function brandingQuery(api: Api, tenantId: string) {
  return queryOptions({
    queryKey: [tenantId, 'branding'],
    queryFn: () => takeVersioned(api.GET('/tenants/{tenantId}/branding', { params: { path: { tenantId } } })),
    staleTime: 300_000,
  });
}

interface UpdateBranding {
  readonly tenantId: string;
  readonly etag: string | null;
  readonly change: BrandingChange;
}

export function updateBranding(api: Api, { tenantId, etag, change }: UpdateBranding) {
  return take(
    api.PATCH('/tenants/{tenantId}/branding', {
      params: { path: { tenantId } },
      headers: ifMatch(etag),
      body: change,
    }),
  );
}
