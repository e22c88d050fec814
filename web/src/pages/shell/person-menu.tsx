import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { signOut } from '../../api/session.ts';
import { initials } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useMembership, useTenantId } from '../../shared/tenant.ts';
import { chooseTheme, useThemeChoice } from '../../shared/theme.ts';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { announceFailure } from '../../ui/toast.tsx';

export function PersonMenu() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const tenantId = useTenantId();
  const { user, role } = useMembership();
  const theme = useThemeChoice();
  const leave = async () => {
    try {
      await signOut();
      queries.clear();
      await navigate({ to: '/sign-in' });
    } catch (error) {
      announceFailure(t('shell.signOut'), error);
    }
  };
  return (
    <Menu
      align="end"
      className="w-60"
      trigger={
        <button
          type="button"
          aria-label={t('shell.person', { name: user.displayName })}
          className="flex size-8 shrink-0 items-center justify-center rounded-full border border-line-strong bg-sunken text-[11px] font-semibold hover:border-muted"
        >
          {initials(user.displayName)}
        </button>
      }
    >
      <div className="px-2 py-1.5">
        <div className="truncate font-semibold">{user.displayName}</div>
        <div className="truncate text-label text-muted">{user.email}</div>
        {role ? <div className="text-label text-muted">{t(`role.${role}`)}</div> : null}
      </div>
      <MenuLine />
      <MenuChoice
        label={t('shell.theme')}
        value={theme}
        onChange={chooseTheme}
        choices={[
          { value: 'light', label: t('theme.light'), icon: 'sun' },
          { value: 'dark', label: t('theme.dark'), icon: 'moon' },
          { value: 'system', label: t('theme.system'), icon: 'monitor' },
        ]}
      />
      <MenuLine />
      <MenuItem
        icon="person"
        onPick={() => void navigate({ to: '/t/$tenantId/settings/profile', params: { tenantId } })}
      >
        {t('shell.profile')}
      </MenuItem>
      <MenuItem icon="signOut" onPick={() => void leave()}>
        {t('shell.signOut')}
      </MenuItem>
    </Menu>
  );
}
