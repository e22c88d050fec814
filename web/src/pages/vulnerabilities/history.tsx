import { useQuery } from '@tanstack/react-query';
import type { HistoryEntry } from '../../api/schema.ts';
import { historyQuery } from '../../api/vulnerabilities.ts';
import { formatDay } from '../../shared/format.ts';
import { t, tWord } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';

/** Every decision and sighting, newest first. Nothing is ever taken out of it. */
export function History({ vulnerabilityId }: { readonly vulnerabilityId: string }) {
  const history = useQuery(historyQuery(useApi(), useTenantId(), vulnerabilityId));
  if (history.isError) {
    return (
      <Failure error={history.error} what={t('vulns.timeline')} onRetry={() => void history.refetch()} />
    );
  }
  if (!history.data) {
    return (
      <Loading what={t('vulns.timeline')}>
        <Skeleton className="w-2/3" />
      </Loading>
    );
  }
  return (
    <ol className="flex flex-col">
      {history.data.items.map((entry) => (
        <li key={entry.id} className="relative flex gap-3 pb-4 last:pb-0">
          <span className="mt-1.5 flex w-2 flex-col items-center" aria-hidden="true">
            <span className="size-2 rounded-full border-2 border-line-strong bg-raised" />
            <span className="absolute top-4 bottom-0 w-px bg-line" />
          </span>
          <div className="min-w-0 flex-1">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="font-medium">{entryTitle(entry)}</span>
              <span className="text-label text-muted">
                {entry.actor.name} {t('ui.separator')} <When at={entry.at} form="time" />
              </span>
            </div>
            {entry.reason ? <p className="text-muted">{entry.reason}</p> : null}
            {entry.expiresAt ? (
              <p className="text-label text-muted">{t('vulns.until', { day: formatDay(entry.expiresAt) })}</p>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function entryTitle(entry: HistoryEntry): string {
  if (entry.kind === 'STATUS' && entry.to) {
    return t('history.status', { from: tWord('status', entry.from ?? ''), to: tWord('status', entry.to) });
  }
  if (entry.kind === 'SEVERITY' && entry.to) {
    return t('history.severity', {
      from: tWord('severity', entry.from ?? ''),
      to: tWord('severity', entry.to),
    });
  }
  return tWord('history', entry.kind);
}
