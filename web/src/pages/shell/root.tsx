import { useQueryClient } from '@tanstack/react-query';
import { type ErrorComponentProps, Link, Outlet, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import { t } from '../../shared/i18n.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Failure } from '../../ui/states.tsx';

/** Around everything: a session that ended anywhere leads to sign-in and back. */
export function RootPage() {
  useLeaveWhenSignedOut();
  return <Outlet />;
}

function useLeaveWhenSignedOut(): void {
  const router = useRouter();
  const queries = useQueryClient();
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return;
        const error: unknown = event.action.error;
        if (!(error instanceof ApiProblem) || error.status !== 401) return;
        const here = router.state.location;
        if (!here.pathname.startsWith('/t/')) return;
        queries.removeQueries({ queryKey: ['session'] });
        void router.navigate({ to: '/sign-in', search: { next: here.href } });
      }),
    [router, queries],
  );
}

export function NotFound() {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-4 p-6 text-center">
      <h1 className="text-title font-semibold">{t('ui.notFoundTitle')}</h1>
      <p className="text-prose text-muted">{t('ui.notFound')}</p>
      <Link to="/" className={buttonClass()}>
        {t('ui.goOverview')}
      </Link>
    </div>
  );
}

export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="mx-auto max-w-2xl p-6">
      <Failure error={error} what={t('ui.page')} onRetry={retry} />
    </div>
  );
}
