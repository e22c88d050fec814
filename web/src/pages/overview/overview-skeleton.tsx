import { t } from '../../shared/i18n.ts';
import { Loading, Skeleton } from '../../ui/states.tsx';

/** The shape of the page before its numbers. */
export function OverviewSkeleton() {
  return (
    <Loading what={t('nav.overview')}>
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 lg:grid-cols-[340px_minmax(0,1fr)]">
          <Box className="h-80" />
          <Box className="h-80" />
        </div>
        <Box className="h-20" />
        <div className="grid gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
          <Box className="h-72" />
          <Box className="h-72" />
        </div>
      </div>
    </Loading>
  );
}

function Box({ className }: { readonly className: string }) {
  return (
    <div className={`flex flex-col gap-4 rounded-md border border-line p-4 ${className}`}>
      <Skeleton className="w-32" />
      <Skeleton className="w-2/3" />
      <Skeleton className="w-1/2" />
    </div>
  );
}
