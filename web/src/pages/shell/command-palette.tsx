import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { searchVulnerabilitiesQuery } from '../../api/vulnerabilities.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Icon } from '../../ui/icon.tsx';
import { itemClass } from '../../ui/popup-class.ts';
import { SeverityMark } from '../../ui/severity.tsx';
import { type Command, useCommands } from './commands.ts';

const minSearchLength = 2;

/** Ctrl-K: every page, every frequent act, and the register by title or CVE. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const { groups } = usePaletteItems(text.trim());
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-50 bg-black/30 dark:bg-black/60" />
        <Dialog.Popup
          aria-label={t('palette.title')}
          className="fixed top-[12vh] left-1/2 z-50 flex max-h-[70vh] w-[min(640px,calc(100vw-24px))] -translate-x-1/2 flex-col overflow-hidden rounded-md border border-line-strong bg-raised shadow-raised outline-none"
        >
          <Autocomplete.Root
            open
            inline
            items={groups}
            value={text}
            onValueChange={setText}
            autoHighlight="always"
            keepHighlight
            filter={null}
            itemToStringValue={(item: Command) => item.label}
          >
            <div className="flex items-center gap-3 border-b border-line px-4">
              <Icon name="search" className="text-muted" />
              <Autocomplete.Input
                aria-label={t('palette.title')}
                placeholder={t('palette.placeholder')}
                className="h-12 flex-1 bg-transparent text-prose outline-none"
              />
              <Dialog.Close className="sr-only">{t('ui.close')}</Dialog.Close>
            </div>
            <Autocomplete.Empty className="px-4 text-muted not-empty:py-6">
              {t('palette.empty')}
            </Autocomplete.Empty>
            <Autocomplete.List className="min-h-0 flex-1 overflow-y-auto p-1">
              {(group: PaletteGroup) => (
                <Autocomplete.Group key={group.label} items={group.items}>
                  <Autocomplete.GroupLabel className="px-2 pt-2 pb-1 text-label text-muted">
                    {group.label}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(item: Command) => (
                      <Autocomplete.Item
                        key={item.id}
                        value={item}
                        className={itemClass}
                        onClick={() => {
                          onClose();
                          item.run();
                        }}
                      >
                        {item.severity ? (
                          <SeverityMark severity={item.severity} />
                        ) : (
                          <Icon name={item.icon} className="text-muted" />
                        )}
                        <span className="flex-1 truncate">{item.label}</span>
                        {item.note ? (
                          <span className="max-w-48 truncate text-label text-muted">{item.note}</span>
                        ) : null}
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
            <p className="border-t border-line px-4 py-2 text-label text-muted">{t('table.keys')}</p>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteGroup {
  readonly label: string;
  readonly items: readonly Command[];
}

function usePaletteItems(text: string): { readonly groups: readonly PaletteGroup[] } {
  const { pages, actions, openVulnerability, searchFor } = useCommands();
  const wanted = useDeferredValue(text);
  const search = useQuery({
    ...searchVulnerabilitiesQuery(useApi(), useTenantId(), wanted),
    enabled: wanted.length >= minSearchLength,
  });
  const matches = (command: Command) => command.label.toLowerCase().includes(text.toLowerCase());
  const found = wanted.length >= minSearchLength ? (search.data?.items ?? []).map(openVulnerability) : [];
  const all = text.length >= minSearchLength ? [...found, searchFor(text)] : [];
  const groups = [
    { label: t('palette.go'), items: pages.filter(matches) },
    { label: t('palette.do'), items: actions.filter(matches) },
    { label: t('palette.found'), items: all },
  ];
  return { groups: groups.filter((group) => group.items.length > 0) };
}
