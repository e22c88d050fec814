import type { ReactNode } from 'react';
import { problemOf } from '../api/problem.ts';
import { classes } from '../shared/classes.ts';
import { t } from '../shared/i18n.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** One sentence on what would be here, and the one button that gets it. */
export function Empty({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-4 px-6 py-16 text-center">
      <p className="max-w-md text-prose text-muted">{children}</p>
      {action}
    </div>
  );
}

interface FailureProps {
  readonly error: unknown;
  /** What the reader was waiting for, as the start of a sentence: "The list of assets". */
  readonly what: string;
  readonly onRetry?: (() => void) | undefined;
}

/** What happened, what was kept, what to do. */
export function Failure({ error, what, onRetry }: FailureProps) {
  const problem = problemOf(error);
  return (
    <div role="alert" className="flex flex-col items-start gap-3 rounded-md border border-line-strong p-4">
      <p className="flex items-start gap-2 text-prose">
        <Icon name="alert" className="mt-1 text-high" />
        <span>
          {t('ui.failed', { what })} {problem.message} {t('ui.failedKept')}
        </span>
      </p>
      <div className="flex items-center gap-3">
        {onRetry ? (
          <Button icon="retry" onClick={onRetry}>
            {t('ui.retry')}
          </Button>
        ) : null}
        {problem.requestId ? (
          <span className="text-label text-muted">{t('ui.requestId', { id: problem.requestId })}</span>
        ) : null}
      </div>
    </div>
  );
}

/** A sentence beside a form that could not be sent. */
export function FormFailure({ error }: { readonly error: unknown }) {
  if (error === null || error === undefined) return null;
  return (
    <p role="alert" className="flex items-start gap-2 text-body text-critical-text">
      <Icon name="alert" className="mt-0.5" />
      <span>{problemOf(error).message}</span>
    </p>
  );
}

/** A grey bar in the place of words that are on their way. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden="true" className={classes('skeleton block h-3', className)} />;
}

/** Says once to assistive technology that something is on its way. */
export function Loading({ what, children }: { readonly what: string; readonly children: ReactNode }) {
  return (
    <div aria-busy="true">
      <span role="status" className="sr-only">
        {t('ui.loading', { what })}
      </span>
      {children}
    </div>
  );
}
