import { queryOptions } from '@tanstack/react-query';
import { api, take } from './client.ts';
import type { BodyOf, paths } from './schema.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => take(api.GET('/auth/session')),
  staleTime: 60_000,
  retry: false,
});

type Posted<
  Path extends
    | '/auth/sign-in'
    | '/setup'
    | '/invitations/accept'
    | '/profile/update'
    | '/profile/totp/disable',
> = BodyOf<paths[Path]['post']>;

export function signIn(body: Posted<'/auth/sign-in'>) {
  return take(api.POST('/auth/sign-in', { body }));
}

export function signOut() {
  return take(api.POST('/auth/sign-out', { body: {} }));
}

export function setUp(body: Posted<'/setup'>) {
  return take(api.POST('/setup', { body }));
}

export function acceptInvitation(body: Posted<'/invitations/accept'>) {
  return take(api.POST('/invitations/accept', { body }));
}

export function updateProfile(body: Posted<'/profile/update'>) {
  return take(api.POST('/profile/update', { body }));
}

export function enrolTotp(password: string) {
  return take(api.POST('/profile/totp', { body: { password } }));
}

export function confirmTotp(code: string) {
  return take(api.POST('/profile/totp/confirm', { body: { code } }));
}

export function disableTotp(body: Posted<'/profile/totp/disable'>) {
  return take(api.POST('/profile/totp/disable', { body }));
}
