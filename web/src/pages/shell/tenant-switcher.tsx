import { useNavigate } from '@tanstack/react-router';
import { classes } from '../../shared/classes.ts';
import { initials } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useMembership, useTenantId } from '../../shared/tenant.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuItem, MenuLabel } from '../../ui/menu.tsx';

export function TenantSwitcher() {
  const navigate = useNavigate();
  const tenantId = useTenantId();
  const { memberships, tenantName } = useMembership();
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('shell.switchTenant', { name: tenantName })}
          className="flex h-8 min-w-0 items-center gap-2 rounded-md px-1.5 font-semibold hover:bg-hover"
        >
          <Badge name={tenantName} />
          <span className="truncate">{tenantName}</span>
          <Icon name="chevronDown" className="text-muted" />
        </button>
      }
    >
      <MenuLabel>{t('shell.tenants')}</MenuLabel>
      {memberships.map((membership) => (
        <MenuItem
          key={membership.tenantId}
          mark={<Badge name={membership.tenantName} />}
          onPick={() =>
            void navigate({ to: '/t/$tenantId/overview', params: { tenantId: membership.tenantId } })
          }
        >
          <span
            className={classes(
              'flex items-center gap-2',
              membership.tenantId === tenantId && 'font-semibold',
            )}
          >
            <span className="flex-1">{membership.tenantName}</span>
            {membership.tenantId === tenantId ? <Icon name="check" className="text-accent" /> : null}
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}

function Badge({ name }: { readonly name: string }) {
  return (
    <span
      aria-hidden="true"
      className="flex size-5 shrink-0 items-center justify-center rounded-sm bg-accent text-[10px] font-semibold text-on-accent"
    >
      {initials(name)}
    </span>
  );
}
