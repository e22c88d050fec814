import { queryOptions } from '@tanstack/react-query';
import { type Api, take } from './client.ts';
import type { BodyOf, paths } from './schema.ts';

export type NewKey = BodyOf<paths['/api-keys']['post']>;

export function keysQuery(api: Api, tenantId: string) {
  return queryOptions({
    queryKey: [tenantId, 'api-keys'],
    queryFn: () => take(api.GET('/api-keys', { params: { query: { limit: 200 } } })),
  });
}

export function createKey(api: Api, body: NewKey) {
  return take(api.POST('/api-keys', { body }));
}

export function revokeKey(api: Api, apiKeyId: string) {
  return take(api.DELETE('/api-keys/{apiKeyId}', { params: { path: { apiKeyId } } }));
}
