import type { ReactNode } from 'react';
import { PageHead, useTitle } from '../page.tsx';

interface ListPageProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** Search, filters, view tools. */
  readonly filters?: ReactNode;
  readonly children: ReactNode;
}

/** A page that is a table: the head stays, the rows scroll. */
export function ListPage({ title, note, actions, filters, children }: ListPageProps) {
  useTitle(title);
  return (
    <div className="relative flex h-full flex-col">
      <div className="flex flex-col gap-3 px-4 pt-5 pb-3 md:px-6">
        <PageHead title={title} note={note} actions={actions} />
        {filters}
      </div>
      <div className="flex min-h-0 flex-1 flex-col border-t border-line">{children}</div>
    </div>
  );
}
