import type { Job, JobCheck } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { CheckboxLine } from '../../ui/checkbox.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/page.tsx';
import type { Acknowledged } from './use-acknowledged.ts';

const order = { ERROR: 0, WARNING: 1, INFO: 2 } as const;
const looks = {
  ERROR: { icon: 'alert', className: 'mt-0.5 text-critical' },
  WARNING: { icon: 'alert', className: 'mt-0.5 text-high' },
  INFO: { icon: 'info', className: 'mt-0.5 text-muted' },
} as const;

/** The gate. An error refuses; a warning waits for a tick of its own. */
export function Checks({ job, acknowledged }: { readonly job: Job; readonly acknowledged: Acknowledged }) {
  if (job.checks.length === 0) return null;
  const checks = job.checks.toSorted((a, b) => order[a.level] - order[b.level]);
  return (
    <Panel title={t('ingestion.checks')} flush>
      <ul className="divide-y divide-line border-t border-line">
        {checks.map((check) => (
          <li key={check.id} className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-2.5">
            <Icon name={looks[check.level].icon} className={looks[check.level].className} />
            <div className="min-w-0 flex-1 basis-64">
              <span className="font-medium">{check.title}</span>{' '}
              <span className="sr-only">{t(`ingestion.level.${check.level}`)}</span>
              <span className="text-muted">{check.message}</span>
            </div>
            <CheckAnswer job={job} check={check} acknowledged={acknowledged} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface CheckAnswerProps {
  readonly job: Job;
  readonly check: JobCheck;
  readonly acknowledged: Acknowledged;
}

function CheckAnswer({ job, check, acknowledged }: CheckAnswerProps) {
  if (check.level === 'ERROR') return <span className="text-critical-text">{t('ingestion.refuses')}</span>;
  if (check.level === 'INFO') return null;
  if (job.state !== 'VALIDATED') {
    return check.acknowledged ? <span className="text-muted">{t('ingestion.acknowledged')}</span> : null;
  }
  return (
    <CheckboxLine checked={acknowledged.ids.has(check.id)} onChange={(on) => acknowledged.set(check.id, on)}>
      {t('ingestion.acknowledge', { title: check.title })}
    </CheckboxLine>
  );
}
