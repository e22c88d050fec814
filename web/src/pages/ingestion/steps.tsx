import { jobSteps } from '../../api/jobs.ts';
import type { Job } from '../../api/schema.ts';
import { classes } from '../../shared/classes.ts';
import { t } from '../../shared/i18n.ts';
import { Icon } from '../../ui/icon.tsx';

type StepState = 'done' | 'current' | 'ahead' | 'stopped';

/** The way of a report, with where it stands now. */
export function Steps({ job }: { readonly job: Job }) {
  const at = currentStep(job);
  const stopped = job.state === 'FAILED' || job.state === 'REJECTED' || job.state === 'DISCARDED';
  return (
    <ol className="flex overflow-x-auto border-y border-line" aria-label={t('ingestion.steps')}>
      {jobSteps.map((step, index) => {
        const state: StepState =
          index < at
            ? 'done'
            : index > at
              ? 'ahead'
              : stopped
                ? 'stopped'
                : step === 'FINALIZED'
                  ? 'done'
                  : 'current';
        return (
          <Step
            key={step}
            title={stopped && index === at ? t(`job.state.${job.state}`) : t(`job.step.${step}`)}
            state={state}
          />
        );
      })}
    </ol>
  );
}

/** Reached step; for a job that stopped, the one it stopped in, told from what it got done. */
function currentStep(job: Job): number {
  for (const [index, step] of jobSteps.entries()) if (step === job.state) return index;
  if (job.validatedAt) return jobSteps.indexOf('FINALIZING');
  return job.extractedAt ? jobSteps.indexOf('VALIDATING') : jobSteps.indexOf('EXTRACTING');
}

function Step({ title, state }: { readonly title: string; readonly state: StepState }) {
  return (
    <li
      ref={
        state === 'current'
          ? (item) => item?.scrollIntoView({ inline: 'center', block: 'nearest' })
          : undefined
      }
      aria-current={state === 'current' || state === 'stopped' ? 'step' : undefined}
      className={classes(
        'flex min-w-28 flex-1 items-center gap-2 border-b-2 px-1 py-2.5 whitespace-nowrap',
        state === 'current'
          ? 'border-accent font-medium'
          : state === 'stopped'
            ? 'border-high font-medium'
            : 'border-transparent',
        state === 'ahead' ? 'text-faint' : 'text-text',
      )}
    >
      <StepMark state={state} />
      {title}
    </li>
  );
}

function StepMark({ state }: { readonly state: StepState }) {
  if (state === 'done') return <Icon name="check" className="text-good" />;
  if (state === 'stopped') return <Icon name="alert" className="text-high" />;
  return (
    <span
      aria-hidden="true"
      className={classes(
        'size-2.5 rounded-full border-2',
        state === 'current' ? 'border-accent bg-accent' : 'border-line-strong',
      )}
    />
  );
}
