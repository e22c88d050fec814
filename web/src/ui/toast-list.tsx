import { Toast } from '@base-ui/react/toast';
import { useEffect } from 'react';
import { t } from '../shared/i18n.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import { type Notice, subscribeNotices, takeNotices } from './toast.tsx';

const doneMs = 5_000;
const failureMs = 10_000;
const shownAtOnce = 4;

export function ToastList() {
  return (
    <Toast.Provider timeout={doneMs} limit={shownAtOnce}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-60 flex w-[min(360px,calc(100vw-32px))] flex-col gap-2 outline-none">
          <Items />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Items() {
  const { toasts, add } = Toast.useToastManager();
  useEffect(() => {
    const show = ({ title, description, failed }: Notice) =>
      add({
        title,
        type: failed ? 'failed' : 'done',
        ...(description === undefined ? {} : { description }),
        ...(failed ? { priority: 'high' as const, timeout: failureMs } : {}),
      });
    const drain = () => {
      for (const notice of takeNotices()) show(notice);
    };
    drain();
    return subscribeNotices(drain);
  }, [add]);
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="rounded-md border border-line-strong bg-raised shadow-raised transition-opacity duration-150 data-starting-style:opacity-0 data-ending-style:opacity-0 data-limited:hidden"
    >
      <Toast.Content className="flex items-start gap-2.5 py-2.5 pr-2 pl-3">
        <Icon
          name={toast.type === 'failed' ? 'alert' : 'check'}
          className={toast.type === 'failed' ? 'mt-0.5 text-high' : 'mt-0.5 text-good'}
        />
        <div className="min-w-0 flex-1">
          <Toast.Title className="text-body font-medium" />
          <Toast.Description className="text-body text-muted" />
        </div>
        <Toast.Close render={<IconButton label={t('ui.dismiss')} icon="close" size="small" />} />
      </Toast.Content>
    </Toast.Root>
  ));
}
