import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';
import { fieldProblem } from '../../api/problem.ts';
import { acceptInvitation } from '../../api/session.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { Frame } from './frame.tsx';
import { minPasswordLength } from './setup.tsx';

/** An invited person chooses a name and a password. The token stays in the fragment of the link. */
export function InvitePage() {
  const token = new URLSearchParams(useLocation().hash).get('token') ?? '';
  const navigate = useNavigate();
  const queries = useQueryClient();
  const join = useMutation({
    mutationFn: acceptInvitation,
    onSuccess: async () => {
      queries.clear();
      await navigate({ to: '/' });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    join.mutate({ token, displayName: formText(form, 'displayName'), password: formText(form, 'password') });
  };
  if (token === '') {
    return (
      <Frame title={t('invite.title')}>
        <p className="text-prose text-muted">{t('invite.noToken')}</p>
      </Frame>
    );
  }
  return (
    <Frame title={t('invite.title')} lead={t('invite.lead')}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t('setup.displayName')} error={fieldProblem(join.error, 'displayName')}>
          <Input name="displayName" required maxLength={120} autoComplete="name" autoFocus />
        </Field>
        <Field
          label={t('setup.password')}
          hint={t('setup.passwordHint')}
          error={fieldProblem(join.error, 'password')}
        >
          <Input
            name="password"
            type="password"
            required
            minLength={minPasswordLength}
            autoComplete="new-password"
          />
        </Field>
        <FormFailure error={join.error} />
        <Button kind="primary" type="submit" pending={join.isPending}>
          {t('invite.submit')}
        </Button>
      </form>
    </Frame>
  );
}
