import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';
import { fieldProblem } from '../../api/problem.ts';
import { formText } from '../../shared/forms.ts';
import { type MessageKey, t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { FormFailure } from '../../ui/states.tsx';

const minPasswordLength = 12;

interface Asked {
  readonly name: string;
  readonly label: MessageKey;
  readonly hint?: MessageKey;
  readonly type?: 'email' | 'password';
  readonly autoComplete: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** What is asked of a person who is new here. */
export const personFields = {
  tenantName: {
    name: 'tenantName',
    label: 'setup.tenantName',
    autoComplete: 'organization',
    maxLength: 120,
  },
  displayName: { name: 'displayName', label: 'setup.displayName', autoComplete: 'name', maxLength: 120 },
  email: { name: 'email', label: 'setup.email', type: 'email', autoComplete: 'username' },
  password: {
    name: 'password',
    label: 'setup.password',
    hint: 'setup.passwordHint',
    type: 'password',
    autoComplete: 'new-password',
    minLength: minPasswordLength,
  },
} as const satisfies Record<string, Asked>;

interface NewPersonFormProps {
  readonly fields: readonly Asked[];
  readonly submit: string;
  /** Makes the person, who is signed in then. `text` gives a field's value by its name. */
  readonly onSend: (text: (name: string) => string) => Promise<unknown>;
}

/** First person or invited one: the fields, what is wrong with each, and on to the first page. */
export function NewPersonForm({ fields, submit, onSend }: NewPersonFormProps) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: (form: FormData) => onSend((name) => formText(form, name)),
    onSuccess: async () => {
      queries.clear();
      await navigate({ to: '/' });
    },
  });
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    send.mutate(new FormData(event.currentTarget));
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={onSubmit}>
      {fields.map(({ label, hint, ...input }, index) => (
        <Field
          key={input.name}
          label={t(label)}
          hint={hint ? t(hint) : undefined}
          error={fieldProblem(send.error, input.name)}
        >
          <Input {...input} required autoFocus={index === 0} />
        </Field>
      ))}
      <FormFailure error={send.error} />
      <Button kind="primary" type="submit" pending={send.isPending}>
        {submit}
      </Button>
    </form>
  );
}
