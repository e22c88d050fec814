import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { inviteUser } from '../../api/people.ts';
import { fieldProblem } from '../../api/problem.ts';
import type { InvitationLink, Role } from '../../api/schema.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Select } from '../../ui/select.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { roles } from './roles.ts';

export function Invite() {
  const [made, setMade] = useState<InvitationLink | undefined>();
  return (
    <Popover
      title={t('members.invite')}
      onOpenChange={(open) => {
        if (!open) setMade(undefined);
      }}
      trigger={
        <Button kind="primary" icon="plus">
          {t('members.invite')}
        </Button>
      }
    >
      {made ? <Made invitation={made} /> : <InviteForm onMade={setMade} />}
    </Popover>
  );
}

function Made({ invitation }: { readonly invitation: InvitationLink }) {
  const { email } = invitation.user;
  if (!invitation.invitationUrl) return <p>{t('members.added', { email })}</p>;
  return (
    <>
      <p>{t('members.link', { email })}</p>
      <CopyField label={t('members.invite')} value={invitation.invitationUrl} />
    </>
  );
}

function InviteForm({ onMade }: { readonly onMade: (invitation: InvitationLink) => void }) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const [role, setRole] = useState<Role>('MEMBER');
  const send = useMutation({
    mutationFn: (email: string) => inviteUser(api, { email, role }),
    onSuccess: async (invitation) => {
      onMade(invitation);
      await queries.invalidateQueries({ queryKey: [tenantId, 'users'] });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    send.mutate(formText(new FormData(event.currentTarget), 'email'));
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <Field label={t('members.email')} error={fieldProblem(send.error, 'email')}>
        <Input name="email" type="email" required maxLength={254} autoComplete="off" />
      </Field>
      <Field label={t('members.role')} hint={t(`members.role.${role}`)}>
        <Select
          label={t('members.role')}
          value={role}
          onChange={setRole}
          choices={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
      </Field>
      <FormFailure error={send.error} />
      <Button kind="primary" type="submit" pending={send.isPending}>
        {t('members.send')}
      </Button>
    </form>
  );
}
