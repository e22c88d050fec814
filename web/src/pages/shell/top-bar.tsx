import { Dialog } from '@base-ui/react/dialog';
import { lazy, Suspense, useEffect, useState } from 'react';
import { t } from '../../shared/i18n.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { JobActivity } from './job-activity.tsx';
import { PersonMenu } from './person-menu.tsx';
import { SectionLinks } from './rail.tsx';
import { TenantSwitcher } from './tenant-switcher.tsx';

const CommandPalette = lazy(() =>
  import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })),
);

export function TopBar() {
  const [paletteOpen, setPaletteOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setPaletteOpen((open) => !open);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-3">
      <NarrowSections />
      <TenantSwitcher />
      <div className="flex-1" />
      <button
        type="button"
        onClick={() => setPaletteOpen(true)}
        className="flex h-8 shrink-0 items-center gap-2 rounded-md border border-line bg-sunken px-2.5 text-muted hover:border-line-strong hover:text-text sm:w-72"
      >
        <Icon name="search" />
        <span className="hidden flex-1 text-left sm:inline">{t('shell.search')}</span>
        <span className="sr-only sm:hidden">{t('shell.search')}</span>
        <kbd className="hidden rounded-sm border border-line bg-page px-1 font-sans text-[11px] leading-4 sm:inline">
          {t('shell.searchKeys')}
        </kbd>
      </button>
      <JobActivity />
      <PersonMenu />
      {paletteOpen ? (
        <Suspense>
          <CommandPalette onClose={() => setPaletteOpen(false)} />
        </Suspense>
      ) : null}
    </header>
  );
}

/** On narrow screens the rail is a sheet. */
function NarrowSections() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger render={<IconButton label={t('nav.open')} icon="menu" className="md:hidden" />} />
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40 md:hidden" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-40 w-64 border-r border-line-strong bg-sunken p-3 shadow-raised outline-none md:hidden">
          <div className="mb-2 flex items-center justify-between pl-2">
            <Dialog.Title className="font-semibold">{t('nav.label')}</Dialog.Title>
            <Dialog.Close render={<IconButton label={t('ui.close')} icon="close" />} />
          </div>
          <SectionLinks onFollow={() => setOpen(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
