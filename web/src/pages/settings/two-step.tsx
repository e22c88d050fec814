import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { confirmTotp, disableTotp, enrolTotp, sessionQuery } from '../../api/session.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';

/** The second step at sign-in: set up, switched on with a first code, switched off with password and code. */
export function TwoStep({ enabled }: { readonly enabled: boolean }) {
  const [editing, setEditing] = useState(false);
  const done = () => setEditing(false);
  return (
    <section className="flex max-w-md flex-col items-start gap-3 border-t border-line pt-6">
      <h2 className="text-section font-semibold">{t('totp.title')}</h2>
      <p className="text-muted">{enabled ? t('totp.on') : t('totp.off')}</p>
      {editing ? null : (
        <Button onClick={() => setEditing(true)}>{enabled ? t('totp.disable') : t('totp.start')}</Button>
      )}
      {editing && enabled ? <SwitchOff onDone={done} /> : null}
      {editing && !enabled ? <SwitchOn onDone={done} /> : null}
    </section>
  );
}

function SwitchOn({ onDone }: { readonly onDone: () => void }) {
  const queries = useQueryClient();
  const enrol = useMutation({ mutationFn: enrolTotp });
  const confirm = useMutation({ mutationFn: confirmTotp });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (enrol.data) confirm.mutate(formText(form, 'code'));
    else enrol.mutate(formText(form, 'password'));
  };
  const finish = async () => {
    onDone();
    await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  if (confirm.data) {
    return (
      <>
        <p>{t('totp.recovery')}</p>
        <CopyField label={t('totp.recoveryLabel')} value={confirm.data.recoveryCodes.join(' ')} />
        <Button kind="primary" onClick={() => void finish()}>
          {t('totp.done')}
        </Button>
      </>
    );
  }
  return (
    <form className="flex w-full flex-col gap-3" onSubmit={submit}>
      {enrol.data ? (
        <>
          <p className="text-muted">{t('totp.secretHint')}</p>
          <CopyField label={t('totp.secret')} value={enrol.data.secret} />
          <a href={enrol.data.uri} className="link">
            {t('totp.open')}
          </a>
          <Field label={t('totp.code')}>
            <Input
              key="code"
              name="code"
              required
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              autoFocus
            />
          </Field>
        </>
      ) : (
        <Field label={t('totp.password')}>
          <Input
            key="password"
            name="password"
            type="password"
            required
            autoComplete="current-password"
            autoFocus
          />
        </Field>
      )}
      <FormFailure error={confirm.error ?? enrol.error} />
      <div className="flex gap-2">
        <Button kind="primary" type="submit" pending={enrol.isPending || confirm.isPending}>
          {enrol.data ? t('totp.confirm') : t('totp.start')}
        </Button>
        <Button onClick={onDone}>{t('ui.cancel')}</Button>
      </div>
    </form>
  );
}

function SwitchOff({ onDone }: { readonly onDone: () => void }) {
  const queries = useQueryClient();
  const disable = useMutation({
    mutationFn: disableTotp,
    onSuccess: async () => {
      announce(t('totp.switchedOff'));
      onDone();
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    disable.mutate({ password: formText(form, 'password'), code: formText(form, 'code') });
  };
  return (
    <form className="flex w-full flex-col gap-3" onSubmit={submit}>
      <Field label={t('totp.password')}>
        <Input name="password" type="password" required autoComplete="current-password" autoFocus />
      </Field>
      <Field label={t('totp.code')}>
        <Input name="code" required autoComplete="one-time-code" maxLength={24} />
      </Field>
      <FormFailure error={disable.error} />
      <div className="flex gap-2">
        <Button kind="danger" type="submit" pending={disable.isPending}>
          {t('totp.disable')}
        </Button>
        <Button onClick={onDone}>{t('ui.cancel')}</Button>
      </div>
    </form>
  );
}
