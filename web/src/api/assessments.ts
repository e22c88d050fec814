import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Api, apiBase, take } from './client.ts';
import { nextCursor, pageSize } from './paging.ts';

export function assessmentsQuery(api: Api, tenantId: string) {
  return infiniteQueryOptions({
    queryKey: [tenantId, 'assessments', 'list'],
    queryFn: ({ pageParam }) =>
      take(api.GET('/assessments', { params: { query: { ...pageParam, limit: pageSize } } })),
    initialPageParam: {},
    getNextPageParam: nextCursor,
  });
}

export function assessmentQuery(api: Api, tenantId: string, assessmentId: string) {
  return queryOptions({
    queryKey: [tenantId, 'assessment', assessmentId],
    queryFn: () => take(api.GET('/assessments/{assessmentId}', { params: { path: { assessmentId } } })),
  });
}

export function calculateScore(api: Api, assessmentId: string) {
  return take(
    api.POST('/assessments/{assessmentId}/calculate-score', { params: { path: { assessmentId } } }),
  );
}

export const assessmentFormats = ['json', 'csv', 'xlsx', 'source'] as const;

/** A plain link: the cookie and the tenant in the query are enough for a download. */
export function assessmentDownload(
  tenantId: string,
  assessmentId: string,
  format: (typeof assessmentFormats)[number],
): string {
  return `${apiBase}/assessments/${assessmentId}/download?format=${format}&tenantId=${tenantId}`;
}

/** The newest assessments, to choose from in a form. */
export function reportFormOptions(api: Api, tenantId: string) {
  return queryOptions({
    queryKey: [tenantId, 'assessments', 'recent'],
    queryFn: () => take(api.GET('/assessments', { params: { query: { limit: 50 } } })),
  });
}
