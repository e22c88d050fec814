import { queryOptions } from '@tanstack/react-query';
import { type Api, ifMatch, take } from './client.ts';
import type { BodyOf, paths } from './schema.ts';

export type NewColumnMapping = BodyOf<paths['/report-ingestion/column-mappings']['post']>;
export type MappedColumn = NewColumnMapping['columns'][number];

/** What the columns of a job's table most likely hold. */
export function columnSuggestionQuery(api: Api, tenantId: string, jobId: string) {
  return queryOptions({
    queryKey: [tenantId, 'column-suggestion', jobId],
    queryFn: () =>
      take(api.GET('/report-ingestion/jobs/{jobId}/column-suggestion', { params: { path: { jobId } } })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

export function createColumnMapping(api: Api, body: NewColumnMapping) {
  return take(api.POST('/report-ingestion/column-mappings', { body }));
}

interface ReadWith {
  readonly jobId: string;
  readonly etag: string | null;
  readonly mappingId: string;
}

/** The job is read again with these columns, up to a new preview. */
export function readWithMapping(api: Api, { jobId, etag, mappingId }: ReadWith) {
  return take(
    api.PATCH('/report-ingestion/jobs/{jobId}', {
      params: { path: { jobId } },
      headers: ifMatch(etag),
      body: { mappingId },
    }),
  );
}
