import { useMutation, useQueryClient } from '@tanstack/react-query';
import { discardJob, isWorking, rerunJob } from '../../api/jobs.ts';
import type { Job } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { announceFailure } from '../../ui/toast.tsx';

/** What can be done with the job as a whole besides finalizing it. */
export function JobActions({ job }: { readonly job: Job }) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const { role } = useMembership();
  const refresh = () => queries.invalidateQueries({ queryKey: [tenantId] });
  const retry = useMutation({
    mutationFn: () => rerunJob(api, job.id, job.extractedAt ? 'validate' : 'extract'),
    onSuccess: refresh,
    onError: (error) => announceFailure(t('ingestion.notRetried'), error),
  });
  const discard = useMutation({
    mutationFn: () => discardJob(api, job.id),
    onSuccess: refresh,
    onError: (error) => announceFailure(t('ingestion.notDiscarded'), error),
  });
  if (
    role === 'AUDITOR' ||
    job.state === 'FINALIZED' ||
    job.state === 'FINALIZING' ||
    job.state === 'DISCARDED'
  )
    return null;
  const canRetry = job.state === 'FAILED' || job.state === 'REJECTED' || job.state === 'EXTRACTED';
  return (
    <>
      {canRetry ? (
        <Button icon="retry" pending={retry.isPending} onClick={() => retry.mutate()}>
          {t('ui.retry')}
        </Button>
      ) : null}
      <Popover
        title={t('ingestion.discardTitle')}
        trigger={<Button disabled={isWorking(job)}>{t('ingestion.discard')}</Button>}
      >
        <p className="text-muted">{t('ingestion.discardText')}</p>
        <Button kind="danger" pending={discard.isPending} onClick={() => discard.mutate()}>
          {t('ingestion.discardConfirm')}
        </Button>
      </Popover>
    </>
  );
}
