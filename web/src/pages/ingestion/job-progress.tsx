import { isWorking } from '../../api/jobs.ts';
import type { Job } from '../../api/schema.ts';
import { formatDuration, formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/progress.tsx';

/** What is being done, with real counts; or why it stopped. */
export function JobProgress({ job }: { readonly job: Job }) {
  if (job.state === 'FAILED' || job.state === 'REJECTED' || job.state === 'DISCARDED')
    return <Stopped job={job} />;
  if (!isWorking(job)) return null;
  const progress = job.progress;
  const share = progress?.total ? progress.done / progress.total : null;
  return (
    <div aria-live="polite">
      <Progress label={progress?.phase ?? t(`job.state.${job.state}`)} share={share}>
        {progress ? words(progress) : null}
      </Progress>
    </div>
  );
}

function words({ done, total, ratePerSecond }: NonNullable<Job['progress']>): string {
  const parts = [
    total === null
      ? t('ingestion.done', { done })
      : t('ingestion.doneOf', { done, total: formatNumber(total) }),
    ratePerSecond === null ? null : t('ingestion.perSecond', { rate: Math.round(ratePerSecond) }),
    total !== null && ratePerSecond
      ? t('ingestion.left', { time: formatDuration((total - done) / ratePerSecond) })
      : null,
  ];
  return parts.filter(Boolean).join(' · ');
}

function Stopped({ job }: { readonly job: Job }) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-line-strong px-4 py-3 text-prose">
      <Icon name="alert" className="mt-1 text-high" />
      <p>
        {job.stateReason ?? t(`job.state.${job.state}`)} {t('ingestion.nothingChanged')}
      </p>
    </div>
  );
}
