import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type Api, tenantApi } from '../api/client.ts';
import { sessionQuery } from '../api/session.ts';

/** The tenant named in the URL. */
export function useTenantId(): string {
  return useParams({ from: '/t/$tenantId' }).tenantId;
}

export function useApi(): Api {
  return tenantApi(useTenantId());
}

/** What this person is in the tenant of the URL. The server decides again on every call; this only shapes the page. */
export function useMembership() {
  const tenantId = useTenantId();
  const session = useSuspenseQuery(sessionQuery).data;
  const membership = session.memberships.find((each) => each.tenantId === tenantId);
  return {
    user: session.user,
    memberships: session.memberships,
    tenantName: membership?.tenantName ?? '',
    role: membership?.role,
    isAdmin: membership?.role === 'WORKSPACE_ADMIN',
  };
}
