import type { AuditFilters } from '../../api/audit.ts';
import { defined, readText } from '../../shared/search.ts';

export function readAuditSearch(search: Record<string, unknown>) {
  return defined({
    type: readText(search.type, 100),
    from: readText(search.from, 10),
    to: readText(search.to, 10),
  });
}

export type AuditSearch = ReturnType<typeof readAuditSearch>;

/** Days of the page as the times of the API; `to` includes its whole day. */
export function toAuditFilters({ type, from, to }: AuditSearch): AuditFilters {
  return defined({
    type: type === undefined ? undefined : [type],
    from: from === undefined ? undefined : `${from}T00:00:00Z`,
    to: to === undefined ? undefined : `${to}T23:59:59Z`,
  });
}
