import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { fieldProblem } from '../../api/problem.ts';
import { sessionQuery, updateProfile } from '../../api/session.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { useMembership } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Facts, Page } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';
import { TwoStep } from './two-step.tsx';

export function ProfilePage() {
  const { user } = useMembership();
  const queries = useQueryClient();
  const [timeZone, setTimeZone] = useState(user.timeZone);
  const save = useMutation({
    mutationFn: updateProfile,
    onSuccess: async () => {
      announce(t('ui.saved'));
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate({ displayName: formText(new FormData(event.currentTarget), 'displayName'), timeZone });
  };
  const zones = [...new Set([user.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  return (
    <Page title={t('settings.profile')} note={t('profile.lead')}>
      <form className="flex max-w-md flex-col gap-4" onSubmit={submit}>
        <Field label={t('profile.name')} error={fieldProblem(save.error, 'displayName')}>
          <Input
            name="displayName"
            required
            maxLength={120}
            defaultValue={user.displayName}
            autoComplete="name"
          />
        </Field>
        <Field label={t('profile.timeZone')}>
          <Select
            label={t('profile.timeZone')}
            value={timeZone}
            onChange={setTimeZone}
            choices={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
          />
        </Field>
        <Facts items={[[t('profile.email'), user.email]]} />
        <FormFailure error={save.error} />
        <Button kind="primary" type="submit" pending={save.isPending} className="self-start">
          {t('ui.save')}
        </Button>
      </form>
      <TwoStep enabled={user.totpEnabled} />
    </Page>
  );
}
