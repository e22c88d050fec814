import { Link, Outlet } from '@tanstack/react-router';
import { t } from '../../shared/i18n.ts';
import { useTenantId } from '../../shared/tenant.ts';

const tabs = [
  { to: '/t/$tenantId/settings/profile', label: 'settings.profile' },
  { to: '/t/$tenantId/settings/members', label: 'settings.members' },
  { to: '/t/$tenantId/settings/api-keys', label: 'settings.keys' },
  { to: '/t/$tenantId/settings/branding', label: 'settings.branding' },
] as const;

export function SettingsPage() {
  const tenantId = useTenantId();
  return (
    <div className="flex h-full flex-col">
      <nav aria-label={t('settings.sections')} className="border-b border-line px-4 md:px-6">
        <ul className="flex gap-5 overflow-x-auto">
          {tabs.map((tab) => (
            <li key={tab.to}>
              <Link
                to={tab.to}
                params={{ tenantId }}
                className="-mb-px block border-b-2 border-transparent py-3 whitespace-nowrap text-muted no-underline hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text"
              >
                {t(tab.label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="min-h-0 flex-1">
        <Outlet />
      </div>
    </div>
  );
}
