import { Dialog } from '@base-ui/react/dialog';
import { type ReactNode, useRef } from 'react';
import { t } from '../shared/i18n.ts';
import { IconButton } from './button.tsx';

interface DrawerProps {
  readonly title: ReactNode;
  /** Beside the close button: actions that concern the whole thing. */
  readonly actions?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * Detail at the right edge (640 px; the whole page on narrow screens). Its URL is its own; the list behind stays usable,
 * so it is not modal.
 */
export function Drawer({ title, actions, onClose, children }: DrawerProps) {
  const body = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root
      open
      modal={false}
      disablePointerDismissal
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Popup
          initialFocus={body}
          finalFocus={false}
          className="fixed inset-y-0 right-0 z-30 flex w-full flex-col border-line-strong bg-raised shadow-raised outline-none transition-transform duration-150 data-starting-style:translate-x-8 md:w-160 md:border-l"
        >
          <div className="flex items-start gap-2 border-b border-line py-3 pr-3 pl-6">
            <Dialog.Title className="min-w-0 flex-1 pt-1 text-section font-semibold">{title}</Dialog.Title>
            {actions}
            <Dialog.Close render={<IconButton label={t('ui.close')} icon="close" />} />
          </div>
          <div ref={body} tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto px-6 py-5 outline-none">
            {children}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
