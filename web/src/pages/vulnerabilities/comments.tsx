import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  addComment,
  type CommentContent,
  changeComment,
  commentsQuery,
  deleteComment,
} from '../../api/comments.ts';
import { rowsOf } from '../../api/paging.ts';
import type { Comment } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { announceFailure } from '../../ui/toast.tsx';
import { When } from '../../ui/when.tsx';
import { CommentForm } from './comment-form.tsx';
import { partsOf } from './mention-text.ts';

/** What people say about the record, newest first. */
export function Comments({ vulnerabilityId }: { readonly vulnerabilityId: string }) {
  const query = commentsQuery(useApi(), useTenantId(), vulnerabilityId);
  const list = useInfiniteQuery(query);
  const { role } = useMembership();
  const comments = rowsOf(list.data);
  return (
    <div className="flex flex-col gap-4">
      {role === 'AUDITOR' ? null : <NewComment vulnerabilityId={vulnerabilityId} />}
      {list.isError ? (
        <Failure error={list.error} what={t('comments.title')} onRetry={() => void list.refetch()} />
      ) : comments ? (
        <CommentList comments={comments} />
      ) : (
        <Loading what={t('comments.title')}>
          <Skeleton className="w-2/3" />
        </Loading>
      )}
      {list.hasNextPage ? (
        <div>
          <Button size="small" pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('comments.earlier')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function CommentList({ comments }: { readonly comments: readonly Comment[] }) {
  if (comments.length === 0) return <p className="text-muted">{t('comments.empty')}</p>;
  return (
    <ol className="flex flex-col gap-4" aria-label={t('comments.title')}>
      {comments.map((comment) => (
        <li key={comment.id} className="flex flex-col gap-1">
          <OneComment comment={comment} />
        </li>
      ))}
    </ol>
  );
}

/** Reads the comments again once the change is in; another reader learns of it by the event. */
function useCommentChange<Input>(vulnerabilityId: string, change: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient();
  const { queryKey } = commentsQuery(useApi(), useTenantId(), vulnerabilityId);
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
}

function NewComment({ vulnerabilityId }: { readonly vulnerabilityId: string }) {
  const api = useApi();
  // A sent form is replaced by an empty one.
  const [sent, setSent] = useState(0);
  const add = useCommentChange(vulnerabilityId, (content: CommentContent) =>
    addComment(api, vulnerabilityId, content),
  );
  return (
    <CommentForm
      key={sent}
      label={t('comments.new')}
      submitLabel={t('comments.add')}
      pending={add.isPending}
      error={add.error}
      onSubmit={(content) => add.mutate(content, { onSuccess: () => setSent(sent + 1) })}
    />
  );
}

function OneComment({ comment }: { readonly comment: Comment }) {
  const api = useApi();
  // Undefined until the first time, so that only who comes back from the form finds the focus on its button.
  const [editing, setEditing] = useState<boolean>();
  const edit = useCommentChange(comment.vulnerabilityId, (content: CommentContent) =>
    changeComment(api, comment, content),
  );
  if (editing && comment.mayEdit) {
    return (
      <CommentForm
        label={t('comments.edit')}
        submitLabel={t('ui.save')}
        text={comment.text ?? ''}
        mentions={comment.mentions}
        focused
        pending={edit.isPending}
        error={edit.error}
        onSubmit={(content) => edit.mutate(content, { onSuccess: () => setEditing(false) })}
        onCancel={() => setEditing(false)}
      />
    );
  }
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{comment.author.name}</span>
        <span className="text-label text-muted">
          <When at={comment.createdAt} form="time" />
          {comment.editedAt && !comment.deletedAt ? ` ${t('ui.separator')} ${t('comments.edited')}` : null}
        </span>
      </div>
      <CommentText comment={comment} />
      <CommentActions comment={comment} edited={editing === false} onEdit={() => setEditing(true)} />
    </>
  );
}

function CommentText({ comment }: { readonly comment: Comment }) {
  if (comment.text === null)
    return <p className="text-muted">{t('comments.deletedBy', { name: comment.deletedBy?.name ?? '' })}</p>;
  let at = 0;
  return (
    <p className="max-w-prose text-prose break-words whitespace-pre-line">
      {partsOf(comment.text, comment.mentions).map(({ text, member }) => {
        const key = at;
        at += text.length;
        return member ? (
          <span key={key} className="rounded-sm bg-accent-soft font-medium">
            {text}
          </span>
        ) : (
          text
        );
      })}
    </p>
  );
}

interface CommentActionsProps {
  readonly comment: Comment;
  /** Its form was just closed. */
  readonly edited: boolean;
  readonly onEdit: () => void;
}

const focusOn = (button: HTMLElement | null) => button?.focus();

/** Deleting asks once more in place; the focus follows. */
function CommentActions({ comment, edited, onEdit }: CommentActionsProps) {
  const api = useApi();
  const [asking, setAsking] = useState<boolean>();
  const remove = useCommentChange(comment.vulnerabilityId, () => deleteComment(api, comment));
  if (!comment.mayEdit && !comment.mayDelete) return null;
  if (asking) {
    return (
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-label">{t('comments.sure')}</span>
        <Button
          ref={focusOn}
          kind="danger"
          size="small"
          pending={remove.isPending}
          onClick={() =>
            remove.mutate(undefined, { onError: (error) => announceFailure(t('comments.notDeleted'), error) })
          }
        >
          {t('comments.delete')}
        </Button>
        <Button kind="ghost" size="small" onClick={() => setAsking(false)}>
          {t('ui.cancel')}
        </Button>
      </div>
    );
  }
  return (
    <div className="-ml-2 flex gap-1">
      {comment.mayEdit ? (
        <Button ref={edited ? focusOn : null} kind="ghost" size="small" onClick={onEdit}>
          {t('comments.edit')}
        </Button>
      ) : null}
      {comment.mayDelete ? (
        <Button
          ref={asking === false ? focusOn : null}
          kind="ghost"
          size="small"
          onClick={() => setAsking(true)}
        >
          {t('comments.delete')}
        </Button>
      ) : null}
    </div>
  );
}
