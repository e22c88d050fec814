import { formatDay, formatRelative, formatTime } from '../shared/format.ts';
import { t } from '../shared/i18n.ts';
import { useNow } from '../shared/now.ts';

type WhenProps = { readonly at: string | null | undefined; readonly form?: 'relative' | 'day' | 'time' };

/** A time as people say it; the exact one, with its zone, on hover. */
export function When({ at, form = 'relative' }: WhenProps) {
  const now = useNow();
  if (!at) return <span className="text-muted">{t('ui.none')}</span>;
  const words = form === 'day' ? formatDay(at) : form === 'time' ? formatTime(at) : formatRelative(at, now);
  return (
    <time dateTime={at} title={at} className="tabular whitespace-nowrap">
      {words}
    </time>
  );
}
