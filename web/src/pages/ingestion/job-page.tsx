import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { jobQuery } from '../../api/jobs.ts';
import type { Job } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Page } from '../../ui/page.tsx';
import { Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { Checks } from './checks.tsx';
import { ColumnMapping } from './column-mapping.tsx';
import { FinalizeBar } from './finalize-bar.tsx';
import { JobActions } from './job-actions.tsx';
import { JobFacts } from './job-facts.tsx';
import { JobProgress } from './job-progress.tsx';
import { PreviewView } from './preview-view.tsx';
import { Problems } from './problems.tsx';
import { ReceiptView } from './receipt-view.tsx';
import { Steps } from './steps.tsx';
import { useAcknowledged } from './use-acknowledged.ts';

const route = getRouteApi('/t/$tenantId/ingestion/$jobId');

/** One job, one page: where it stands, what was read, what would change, the decision, the receipt. */
export function JobPage() {
  const { jobId } = route.useParams();
  const tenantId = useTenantId();
  const job = useQuery(jobQuery(useApi(), tenantId, jobId));
  const title = job.data?.value.fileName ?? t('ingestion.unnamed');
  return (
    <Page
      title={job.data ? title : t('ingestion.job')}
      note={
        <Link to="/t/$tenantId/ingestion" params={{ tenantId }} className="link">
          {t('ingestion.back')}
        </Link>
      }
      actions={job.data ? <JobActions job={job.data.value} /> : null}
    >
      {job.isError ? (
        <Failure error={job.error} what={t('ingestion.job')} onRetry={() => void job.refetch()} />
      ) : job.data ? (
        <JobView key={jobId} job={job.data.value} etag={job.data.etag} />
      ) : (
        <Loading what={t('ingestion.job')}>
          <div className="flex flex-col gap-6">
            <Skeleton className="h-10 w-full" />
            <Skeleton className="h-40 w-full" />
          </div>
        </Loading>
      )}
    </Page>
  );
}

function JobView({ job, etag }: { readonly job: Job; readonly etag: string | null }) {
  const acknowledged = useAcknowledged(job);
  return (
    <>
      <Steps job={job} />
      <JobProgress job={job} />
      {job.state === 'FINALIZED' && job.receiptAvailable ? <ReceiptView job={job} /> : null}
      <ColumnMapping job={job} etag={etag} />
      <Checks job={job} acknowledged={acknowledged} />
      {job.preview && job.state !== 'FINALIZED' ? (
        <PreviewView job={job} digest={job.preview.digest} />
      ) : null}
      <div className="grid gap-6 lg:grid-cols-2">
        <JobFacts job={job} />
        <Problems job={job} />
      </div>
      {job.state === 'VALIDATED' && job.preview ? (
        <FinalizeBar job={job} acknowledged={acknowledged} />
      ) : null}
    </>
  );
}
