import { Popover } from '@base-ui/react/popover';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isWorking, recentJobsQuery } from '../../api/jobs.ts';
import type { Job } from '../../api/schema.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Icon } from '../../ui/icon.tsx';
import { popupClass } from '../../ui/popup-class.ts';
import { When } from '../../ui/when.tsx';

/** Imports under way, live, from any page. */
export function JobActivity() {
  const tenantId = useTenantId();
  const { data } = useQuery(recentJobsQuery(useApi(), tenantId));
  const jobs = data?.items ?? [];
  const running = jobs.filter(isWorking).length;
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={t('activity.running', { count: running })}
        className="relative flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"
      >
        <Icon name="activity" />
        {running > 0 ? (
          <span className="absolute -top-0.5 -right-0.5 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[10px] leading-none font-semibold text-on-accent">
            {formatNumber(running)}
          </span>
        ) : null}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" collisionPadding={12} className="z-50 outline-none">
          <Popover.Popup className={`${popupClass} w-88 max-w-[calc(100vw-24px)] p-0!`}>
            <Popover.Title className="px-4 pt-3 pb-2 text-body font-semibold">
              {t('activity.title')}
            </Popover.Title>
            {jobs.length === 0 ? <p className="px-4 pb-3 text-muted">{t('activity.none')}</p> : null}
            <ul className="max-h-80 overflow-y-auto">
              {jobs.map((job) => (
                <li key={job.id}>
                  <JobLine job={job} tenantId={tenantId} />
                </li>
              ))}
            </ul>
            <div className="border-t border-line px-4 py-2">
              <Link to="/t/$tenantId/ingestion" params={{ tenantId }} className="link">
                {t('activity.all')}
              </Link>
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function JobLine({ job, tenantId }: { readonly job: Job; readonly tenantId: string }) {
  return (
    <Link
      to="/t/$tenantId/ingestion/$jobId"
      params={{ tenantId, jobId: job.id }}
      className="flex flex-col border-t border-line px-4 py-2 no-underline hover:bg-hover"
    >
      <span className="truncate font-medium">{job.fileName ?? t('ingestion.unnamed')}</span>
      <span className="flex justify-between gap-2 text-label text-muted">
        <span>{t(`job.state.${job.state}`)}</span>
        <When at={job.createdAt} />
      </span>
    </Link>
  );
}
