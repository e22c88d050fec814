import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';
import { fieldProblem } from '../../api/problem.ts';
import { setUp } from '../../api/session.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { Frame } from './frame.tsx';

export const minPasswordLength = 12;

/** First run. The token travels in the fragment, which browsers never send to a server or write into its logs. */
export function SetUpPage() {
  const token = new URLSearchParams(useLocation().hash).get('token') ?? '';
  if (token === '') return <NoToken />;
  return <SetUpForm token={token} />;
}

function NoToken() {
  return (
    <Frame title={t('setup.title')}>
      <p className="text-prose text-muted">{t('setup.noToken')}</p>
      <p className="mt-4">
        <Link to="/sign-in" className="link">
          {t('setup.signIn')}
        </Link>
      </p>
    </Frame>
  );
}

function SetUpForm({ token }: { readonly token: string }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: setUp,
    onSuccess: async () => {
      queries.clear();
      await navigate({ to: '/' });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    send.mutate({
      token,
      tenantName: formText(form, 'tenantName'),
      displayName: formText(form, 'displayName'),
      email: formText(form, 'email'),
      password: formText(form, 'password'),
    });
  };
  return (
    <Frame title={t('setup.title')} lead={t('setup.lead')}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t('setup.tenantName')} error={fieldProblem(send.error, 'tenantName')}>
          <Input name="tenantName" required maxLength={120} autoFocus autoComplete="organization" />
        </Field>
        <Field label={t('setup.displayName')} error={fieldProblem(send.error, 'displayName')}>
          <Input name="displayName" required maxLength={120} autoComplete="name" />
        </Field>
        <Field label={t('setup.email')} error={fieldProblem(send.error, 'email')}>
          <Input name="email" type="email" required autoComplete="username" />
        </Field>
        <Field
          label={t('setup.password')}
          hint={t('setup.passwordHint')}
          error={fieldProblem(send.error, 'password')}
        >
          <Input
            name="password"
            type="password"
            required
            minLength={minPasswordLength}
            autoComplete="new-password"
          />
        </Field>
        <FormFailure error={send.error} />
        <Button kind="primary" type="submit" pending={send.isPending}>
          {t('setup.submit')}
        </Button>
      </form>
    </Frame>
  );
}
