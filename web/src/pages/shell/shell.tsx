import { Outlet } from '@tanstack/react-router';
import { useLiveChanges } from '../../api/events.ts';
import { t } from '../../shared/i18n.ts';
import { useStored } from '../../shared/stored.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { useBrandColour } from './brand.ts';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';

/** What stands around every page of a tenant. */
export function Shell() {
  const [folded, setFolded] = useStored('rail', 'open');
  const tenantId = useTenantId();
  useLiveChanges(tenantId);
  useBrandColour(tenantId);
  return (
    <div className="flex h-full flex-col">
      <a
        href="#content"
        className="absolute top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-1.5 text-on-accent focus:translate-y-0"
      >
        {t('nav.skip')}
      </a>
      <TopBar />
      <div className="flex min-h-0 flex-1">
        <Rail folded={folded === 'folded'} onFold={(next) => setFolded(next ? 'folded' : 'open')} />
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
    </div>
  );
}
