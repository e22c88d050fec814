import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { classes } from '../shared/classes.ts';
import { t } from '../shared/i18n.ts';

interface PageProps {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
  /** Tables take the full width; the rest stops at 1,440 px. */
  readonly wide?: boolean;
}

/** A page with its title row; scrolls as a whole. */
export function Page({ title, actions, note, children, wide = false }: PageProps) {
  useTitle(title);
  return (
    <div className="h-full overflow-y-auto">
      <div
        className={classes(
          'mx-auto flex flex-col gap-6 px-4 py-5 md:px-6',
          wide ? undefined : 'max-w-[1440px]',
        )}
      >
        <PageHead title={title} actions={actions} note={note} />
        {children}
      </div>
    </div>
  );
}

interface PageHeadProps {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly note?: ReactNode;
}

export function PageHead({ title, actions, note }: PageHeadProps) {
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3">
        <h1 className="text-title font-semibold tracking-[-0.01em]">{title}</h1>
        {note ? <div className="text-label text-muted">{note}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = t('ui.pageTitle', { title });
  }, [title]);
}

interface PanelProps {
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** Content reaches the lines: for tables and lists. */
  readonly flush?: boolean;
}

/** One ruled region with a heading. Panels stand side by side, never inside one another. */
export function Panel({ title, actions, children, className, flush = false }: PanelProps) {
  return (
    <section className={classes('flex min-w-0 flex-col rounded-md border border-line bg-raised', className)}>
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 px-4 pt-2">
        <h2 className="flex-1 text-body font-semibold">{title}</h2>
        {actions}
      </header>
      <div className={classes('min-h-0 flex-1', flush ? 'pt-1' : 'px-4 pt-1 pb-4')}>{children}</div>
    </section>
  );
}

/** Term and value in two columns; leaves out nothing silently: an absent value reads as a dash. */
export function Facts({
  items,
}: {
  readonly items: readonly (readonly [label: string, value: ReactNode])[];
}) {
  return (
    <dl className="grid grid-cols-[minmax(112px,max-content)_1fr] gap-x-6 gap-y-1.5">
      {items.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-muted">{label}</dt>
          <dd className="min-w-0 break-words">
            {value === null || value === undefined || value === '' ? t('ui.none') : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
