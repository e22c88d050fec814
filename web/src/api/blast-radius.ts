import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Api, take } from './client.ts';
import type { BodyOf, paths } from './schema.ts';

export type BlastQuestion = BodyOf<paths['/assets/blast-radius']['post']>;

export function askBlastRadius(api: Api, body: BlastQuestion) {
  return take(api.POST('/assets/blast-radius', { body }));
}

export type BlastRadius = Awaited<ReturnType<typeof askBlastRadius>>;
export type Reached = BlastRadius['reached'][number];

/** The graph stays while the next what-if is worked out, so that it can be compared. */
export function blastRadiusQuery(api: Api, tenantId: string, body: BlastQuestion) {
  return queryOptions({
    queryKey: [tenantId, 'assets', 'blast-radius', body],
    queryFn: () => askBlastRadius(api, body),
    enabled: body.compromised.length > 0,
    placeholderData: keepPreviousData,
  });
}
