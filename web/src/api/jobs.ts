import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Api, take, takeVersioned } from './client.ts';
import { nextCursor, pageSize } from './paging.ts';
import type { Job, JobState, PreviewChange, ResultClass, Severity } from './schema.ts';
import { type UploadProgress, upload } from './upload.ts';

/** The steps of a job in order; REJECTED, FAILED and DISCARDED end it early. */
export const jobSteps = [
  'RECEIVED',
  'EXTRACTING',
  'EXTRACTED',
  'VALIDATING',
  'VALIDATED',
  'FINALIZING',
  'FINALIZED',
] as const;

const working: readonly JobState[] = ['RECEIVED', 'EXTRACTING', 'EXTRACTED', 'VALIDATING', 'FINALIZING'];

/** True while the server works on the job, so that the page asks again even without live events. */
export function isWorking(job: Pick<Job, 'state'>): boolean {
  return working.includes(job.state);
}

const pollMs = 1_500;

export function recentJobsQuery(api: Api, tenantId: string) {
  return queryOptions({
    queryKey: [tenantId, 'jobs', 'recent'],
    queryFn: () => take(api.GET('/report-ingestion/jobs', { params: { query: { limit: 8 } } })),
    refetchInterval: (query) => (query.state.data?.items.some(isWorking) ? pollMs : false),
  });
}

export interface JobFilters {
  readonly state?: JobState[];
  readonly q?: string;
}

export function jobsQuery(api: Api, tenantId: string, filters: JobFilters) {
  return infiniteQueryOptions({
    queryKey: [tenantId, 'jobs', 'list', filters],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/report-ingestion/jobs', {
          params: { query: { ...filters, ...pageParam, limit: pageSize } },
        }),
      ),
    initialPageParam: {},
    getNextPageParam: nextCursor,
    refetchInterval: (query) => (query.state.data?.pages[0]?.items.some(isWorking) ? pollMs : false),
  });
}

export function jobQuery(api: Api, tenantId: string, jobId: string) {
  return queryOptions({
    queryKey: [tenantId, 'job', jobId],
    queryFn: () => takeVersioned(api.GET('/report-ingestion/jobs/{jobId}', { params: { path: { jobId } } })),
    refetchInterval: (query) => (query.state.data && isWorking(query.state.data.value) ? pollMs : false),
  });
}

export interface PreviewFilters {
  readonly change?: PreviewChange[];
  readonly severity?: Severity[];
  readonly class?: ResultClass[];
  readonly q?: string;
}

interface PreviewOf {
  readonly jobId: string;
  /** Part of the key: another preview of the same job is another list. */
  readonly digest: string;
  readonly filters: PreviewFilters;
}

export function previewQuery(api: Api, tenantId: string, { jobId, digest, filters }: PreviewOf) {
  return infiniteQueryOptions({
    queryKey: [tenantId, 'preview', jobId, digest, filters],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/report-ingestion/jobs/{jobId}/preview', {
          params: { path: { jobId }, query: { ...filters, ...pageParam, limit: pageSize } },
        }),
      ),
    initialPageParam: {},
    getNextPageParam: nextCursor,
  });
}

export function receiptQuery(api: Api, tenantId: string, jobId: string) {
  return queryOptions({
    queryKey: [tenantId, 'receipt', jobId],
    queryFn: () =>
      take(api.GET('/report-ingestion/jobs/{jobId}/verification', { params: { path: { jobId } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function scopeKeysQuery(api: Api, tenantId: string) {
  return queryOptions({
    queryKey: [tenantId, 'scope-keys'],
    queryFn: () => take(api.GET('/report-ingestion/scope-keys', { params: { query: { limit: 200 } } })),
  });
}

interface HandIn {
  readonly tenantId: string;
  readonly file: File;
  readonly scopeKey: string;
  readonly onProgress: (progress: UploadProgress) => void;
  readonly signal: AbortSignal;
}

/** Streams a report to the server, which goes on by itself up to the preview. Fields first, then the file. */
export async function handInReport({ tenantId, file, scopeKey, onProgress, signal }: HandIn): Promise<void> {
  const form = new FormData();
  form.set('scopeKey', scopeKey);
  form.set('process', 'preview');
  form.set('file', file, file.name);
  await upload({ path: '/report-ingestion/jobs', tenantId, form, onProgress, signal });
}

interface Finalize {
  readonly jobId: string;
  readonly acknowledge: string[];
  readonly previewDigest: string;
}

export function finalizeJob(api: Api, { jobId, acknowledge, previewDigest }: Finalize) {
  return take(
    api.POST('/report-ingestion/jobs/{jobId}/finalize', {
      params: { path: { jobId } },
      body: { acknowledge, previewDigest },
    }),
  );
}

/** Reads a failed job again, or computes the preview anew when the register moved since. */
export function rerunJob(api: Api, jobId: string, step: 'extract' | 'validate') {
  const path = { params: { path: { jobId } } };
  return step === 'extract'
    ? take(api.POST('/report-ingestion/jobs/{jobId}/extract', path))
    : take(api.POST('/report-ingestion/jobs/{jobId}/validate', path));
}

export function discardJob(api: Api, jobId: string) {
  return take(api.DELETE('/report-ingestion/jobs/{jobId}', { params: { path: { jobId } } }));
}
