import { isWorking } from '../../api/jobs.ts';
import type { Job } from '../../api/schema.ts';
import { classes } from '../../shared/classes.ts';
import { t } from '../../shared/i18n.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';

/** State in words with a drawing; running states pulse unless motion is unwanted. */
export function JobStateLabel({ job }: { readonly job: Pick<Job, 'state'> }) {
  const look = lookOf(job);
  return (
    <span
      className={classes('inline-flex items-center gap-1.5 align-middle whitespace-nowrap', look.className)}
    >
      {look.icon ? (
        <Icon name={look.icon} className="size-3.5" />
      ) : (
        <span className="size-2 animate-pulse rounded-full bg-accent" />
      )}
      {t(`job.state.${job.state}`)}
    </span>
  );
}

function lookOf(job: Pick<Job, 'state'>): { icon?: IconName; className: string } {
  if (job.state === 'FINALIZED') return { icon: 'check', className: 'text-good-text' };
  if (job.state === 'VALIDATED') return { icon: 'clock', className: 'font-medium text-accent' };
  if (job.state === 'FAILED' || job.state === 'REJECTED')
    return { icon: 'alert', className: 'text-high-text' };
  if (job.state === 'DISCARDED') return { icon: 'trash', className: 'text-muted' };
  return isWorking(job) ? { className: 'text-text' } : { icon: 'clock', className: 'text-muted' };
}
