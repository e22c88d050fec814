import type { ReactNode } from 'react';
import { classes } from '../../shared/classes.ts';
import { t } from '../../shared/i18n.ts';
import { useTitle } from '../../ui/page.tsx';

interface FrameProps {
  readonly title: string;
  readonly lead?: string;
  /** For a page that shows something and not only asks. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** The page before one is signed in: one column, one task. */
export function Frame({ title, lead, wide = false, children }: FrameProps) {
  useTitle(title);
  return (
    <main className="flex min-h-full items-center justify-center bg-sunken px-4 py-10">
      <div
        className={classes(
          'w-full rounded-md border border-line bg-raised p-8',
          wide ? 'max-w-160' : 'max-w-90',
        )}
      >
        <div className="mb-6 flex items-center gap-2.5">
          <img src="/favicon.svg" alt="" className="size-7" />
          <span className="font-semibold">{t('app.longName')}</span>
        </div>
        <h1 className="text-title font-semibold tracking-[-0.01em]">{title}</h1>
        {lead ? <p className="mt-1 text-muted">{lead}</p> : null}
        <div className="mt-6">{children}</div>
      </div>
    </main>
  );
}
