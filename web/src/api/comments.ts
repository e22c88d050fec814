import { infiniteQueryOptions } from '@tanstack/react-query';
import { type Api, ifMatch, take } from './client.ts';
import { nextCursor, pageSize } from './paging.ts';
import type { BodyOf, Comment, paths } from './schema.ts';

export type CommentContent = BodyOf<paths['/vulnerabilities/{vulnerabilityId}/comments']['post']>;

export function commentsQuery(api: Api, tenantId: string, vulnerabilityId: string) {
  return infiniteQueryOptions({
    queryKey: [tenantId, 'vulnerability', vulnerabilityId, 'comments'],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/vulnerabilities/{vulnerabilityId}/comments', {
          params: { path: { vulnerabilityId }, query: { ...pageParam, limit: pageSize } },
        }),
      ),
    initialPageParam: {},
    getNextPageParam: nextCursor,
  });
}

export function addComment(api: Api, vulnerabilityId: string, body: CommentContent) {
  return take(
    api.POST('/vulnerabilities/{vulnerabilityId}/comments', { params: { path: { vulnerabilityId } }, body }),
  );
}

const commentPath = '/vulnerabilities/{vulnerabilityId}/comments/{commentId}';

/** What was changed meanwhile is refused. */
export function changeComment(api: Api, comment: Comment, body: CommentContent) {
  return take(api.PATCH(commentPath, { params: placeOf(comment), headers: versionOf(comment), body }));
}

export function deleteComment(api: Api, comment: Comment) {
  return take(api.DELETE(commentPath, { params: placeOf(comment), headers: versionOf(comment) }));
}

function placeOf({ vulnerabilityId, id }: Comment) {
  return { path: { vulnerabilityId, commentId: id } };
}

function versionOf({ version }: Comment): Record<string, string> {
  return ifMatch(`"${version}"`);
}
