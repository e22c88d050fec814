import { useMutation, useQueryClient } from '@tanstack/react-query';
import { finalizeJob, rerunJob } from '../../api/jobs.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Job } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';
import { effectWords } from './effect.ts';
import { isProse } from './preview-columns.tsx';
import type { Acknowledged } from './use-acknowledged.ts';

/** The decision, at the foot of the page; the button says what it will do. */
export function FinalizeBar({
  job,
  acknowledged,
}: {
  readonly job: Job;
  readonly acknowledged: Acknowledged;
}) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const { isAdmin, user } = useMembership();
  const refresh = () => queries.invalidateQueries({ queryKey: [tenantId] });
  const finalize = useMutation({
    mutationFn: () =>
      finalizeJob(api, {
        jobId: job.id,
        acknowledge: [...acknowledged.ids],
        previewDigest: job.preview?.digest ?? '',
      }),
    onSuccess: async () => {
      announce(t('ingestion.finalizing'));
      await refresh();
    },
  });
  const again = useMutation({ mutationFn: () => rerunJob(api, job.id, 'validate'), onSuccess: refresh });
  const errors = job.checks.filter((check) => check.level === 'ERROR').length;
  const moved = finalize.error instanceof ApiProblem && finalize.error.code === 'CONFLICT';
  return (
    <div className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line-strong bg-raised px-4 py-3 md:-mx-6 md:px-6">
      <div className="min-w-0 flex-1 basis-60">
        <FormFailure error={finalize.error ?? again.error} />
        {finalize.error ? null : (
          <p className="text-muted">
            {gateWords({
              isAdmin,
              errors,
              missing: acknowledged.missing,
              reader: isProse(job) ? user.displayName : undefined,
            })}
          </p>
        )}
      </div>
      {moved ? (
        <Button icon="retry" pending={again.isPending} onClick={() => again.mutate()}>
          {t('ingestion.previewAgain')}
        </Button>
      ) : null}
      <Button
        kind="primary"
        disabled={!isAdmin || errors > 0 || acknowledged.missing > 0}
        pending={finalize.isPending}
        onClick={() => finalize.mutate()}
      >
        {job.preview ? effectWords(job.preview.counts) : null}
      </Button>
    </div>
  );
}

function gateWords({
  isAdmin,
  errors,
  missing,
  reader,
}: {
  isAdmin: boolean;
  errors: number;
  missing: number;
  /** Who answers for what was read from prose. */
  reader: string | undefined;
}): string {
  if (errors > 0) return t('ingestion.gateErrors', { count: errors });
  if (!isAdmin) return t('ingestion.gateRole');
  if (missing > 0) return t('ingestion.gateMissing', { count: missing });
  return reader === undefined ? t('ingestion.gateReady') : t('ingestion.gateReader', { name: reader });
}
