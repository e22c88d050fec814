import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import { sessionQuery, signIn } from '../../api/session.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { Frame } from './frame.tsx';

const route = getRouteApi('/sign-in');

export function SignIn() {
  const { next } = route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const queries = useQueryClient();
  const [askCode, setAskCode] = useState(false);
  const send = useMutation({
    mutationFn: signIn,
    onSuccess: async () => {
      queries.clear();
      await queries.fetchQuery(sessionQuery);
      if (next) router.history.push(next);
      else await navigate({ to: '/' });
    },
    onError: (error) => {
      if (needsCode(error)) setAskCode(true);
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const totp = formText(form, 'totp');
    send.mutate({
      email: formText(form, 'email'),
      password: formText(form, 'password'),
      ...(totp ? { totp } : {}),
    });
  };
  return (
    <Frame title={t('signIn.title')}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t('signIn.email')}>
          <Input name="email" type="email" autoComplete="username" required autoFocus />
        </Field>
        <Field label={t('signIn.password')}>
          <Input name="password" type="password" autoComplete="current-password" required />
        </Field>
        {askCode ? (
          <Field label={t('signIn.totp')} hint={t('signIn.totpHint')}>
            <Input name="totp" autoComplete="one-time-code" maxLength={24} autoFocus />
          </Field>
        ) : null}
        <FormFailure error={needsCode(send.error) ? null : send.error} />
        <Button kind="primary" type="submit" pending={send.isPending}>
          {t('signIn.submit')}
        </Button>
        {askCode ? null : (
          <Button kind="ghost" size="small" className="self-center" onClick={() => setAskCode(true)}>
            {t('signIn.useCode')}
          </Button>
        )}
      </form>
    </Frame>
  );
}

/** The first answer for an account with a second step names the missing field. */
function needsCode(error: unknown): boolean {
  return error instanceof ApiProblem && error.details.some((detail) => detail.path.endsWith('totp'));
}
