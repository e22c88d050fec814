import { queryOptions } from '@tanstack/react-query';
import { type Api, take } from './client.ts';
import type { Role } from './schema.ts';

export function usersQuery(api: Api, tenantId: string) {
  return queryOptions({
    queryKey: [tenantId, 'users'],
    queryFn: () => take(api.GET('/users', { params: { query: { limit: 200 } } })),
  });
}

export function inviteUser(api: Api, body: { email: string; role: Role }) {
  return take(api.POST('/users', { body }));
}

export function changeRole(api: Api, userId: string, role: Role) {
  return take(api.PATCH('/users/{userId}', { params: { path: { userId } }, body: { role } }));
}

export function removeUser(api: Api, userId: string) {
  return take(api.DELETE('/users/{userId}', { params: { path: { userId } } }));
}
