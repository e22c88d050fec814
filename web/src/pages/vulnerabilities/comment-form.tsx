import { type SubmitEvent, useState } from 'react';
import type { CommentContent } from '../../api/comments.ts';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { MentionField, useMembers } from './mention-field.tsx';
import { type Member, mentionedIn } from './mention-text.ts';

interface CommentFormProps {
  readonly label: string;
  readonly submitLabel: string;
  readonly text?: string;
  readonly mentions?: readonly Member[];
  /** Begins in the text. */
  readonly focused?: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: (content: CommentContent) => void;
  readonly onCancel?: () => void;
}

/** Writes a comment, new or again. Whose "@name" stands in the text is mentioned; who was picked goes before a namesake. */
export function CommentForm(props: CommentFormProps) {
  const [text, setText] = useState(props.text ?? '');
  const [picked, setPicked] = useState(props.mentions ?? []);
  const members = useMembers();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (text.trim() === '') return;
    props.onSubmit({ text: text.trim(), mentions: mentionedIn(text, [...picked, ...members]) });
  };
  return (
    <form className="flex max-w-prose flex-col items-start gap-2" onSubmit={submit}>
      <div className="w-full">
        <MentionField
          label={props.label}
          text={text}
          members={members}
          focused={props.focused === true}
          onChange={setText}
          onPick={(member) => setPicked([member, ...picked])}
        />
      </div>
      <FormFailure error={props.error} />
      <div className="flex gap-2">
        <Button type="submit" pending={props.pending}>
          {props.submitLabel}
        </Button>
        {props.onCancel ? (
          <Button kind="ghost" onClick={props.onCancel}>
            {t('ui.cancel')}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
