import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { changeRole, removeUser, usersQuery } from '../../api/people.ts';
import type { Role, TenantUser } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Select } from '../../ui/select.tsx';
import { Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { announce, announceFailure } from '../../ui/toast.tsx';
import { When } from '../../ui/when.tsx';
import { Invite } from './invite.tsx';
import { roles } from './roles.ts';
import { Cell, SimpleTable } from './simple-table.tsx';

export function MembersPage() {
  const users = useQuery(usersQuery(useApi(), useTenantId()));
  const { isAdmin } = useMembership();
  return (
    <Page title={t('settings.members')} note={t('members.lead')} actions={isAdmin ? <Invite /> : null}>
      {users.isError ? (
        <Failure error={users.error} what={t('members.what')} onRetry={() => void users.refetch()} />
      ) : !users.data ? (
        <Loading what={t('members.what')}>
          <Skeleton className="h-40 w-full" />
        </Loading>
      ) : (
        <SimpleTable
          label={t('settings.members')}
          head={[
            t('members.name'),
            t('members.email'),
            t('members.role'),
            t('members.status'),
            t('members.lastSeen'),
            t('ui.actions'),
          ]}
        >
          {users.data.items.map((user) => (
            <MemberRow key={user.id} member={user} />
          ))}
        </SimpleTable>
      )}
    </Page>
  );
}

function MemberRow({ member }: { readonly member: TenantUser }) {
  const { isAdmin, user } = useMembership();
  const manageable = isAdmin && member.id !== user.id;
  return (
    <tr>
      <Cell className="font-medium">{member.displayName}</Cell>
      <Cell className="text-muted">{member.email}</Cell>
      <Cell>{manageable ? <RoleChoice member={member} /> : t(`role.${member.role}`)}</Cell>
      <Cell>{t(`members.status.${member.status}`)}</Cell>
      <Cell>
        <When at={member.lastSeenAt} />
      </Cell>
      <Cell className="text-right">{manageable ? <Remove member={member} /> : null}</Cell>
    </tr>
  );
}

function RoleChoice({ member }: { readonly member: TenantUser }) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (role: Role) => changeRole(api, member.id, role),
    onSuccess: async () => {
      announce(t('members.roleChanged'));
      await queries.invalidateQueries({ queryKey: [tenantId, 'users'] });
    },
    onError: (error) => announceFailure(t('ui.notSaved'), error),
  });
  return (
    <Select
      label={t('members.roleOf', { name: member.displayName })}
      className="w-36"
      value={member.role}
      disabled={change.isPending}
      onChange={(role) => change.mutate(role)}
      choices={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
    />
  );
}

function Remove({ member }: { readonly member: TenantUser }) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeUser(api, member.id),
    onSuccess: async () => {
      announce(t('members.removed', { name: member.displayName }));
      await queries.invalidateQueries({ queryKey: [tenantId, 'users'] });
    },
    onError: (error) => announceFailure(t('ui.notSaved'), error),
  });
  return (
    <Popover
      title={t('members.removeTitle', { name: member.displayName })}
      className="text-left"
      trigger={
        <Button size="small" aria-label={t('members.removeOf', { name: member.displayName })}>
          {t('members.remove')}
        </Button>
      }
    >
      <p className="text-muted">{t('members.removeText')}</p>
      <Button kind="danger" pending={remove.isPending} onClick={() => remove.mutate()}>
        {t('members.remove')}
      </Button>
    </Popover>
  );
}
