import { Link } from '@tanstack/react-router';
import type { Summary } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { Change } from '../../ui/change.tsx';
import { Panel } from '../../ui/page.tsx';
import { searchFromFilter } from '../vulnerabilities/search.ts';

/** What would move the score most: the cheapest path, at most five rows. */
export function Improvements({ summary: { improvements } }: { readonly summary: Summary }) {
  const tenantId = useTenantId();
  const most = Math.max(...improvements.map((each) => each.points), 0.1);
  return (
    <Panel title={t('improve.title')} flush>
      {improvements.length === 0 ? <p className="px-4 pb-4 text-muted">{t('improve.none')}</p> : null}
      <ol className="divide-y divide-line border-t border-line">
        {improvements.map((improvement, index) => (
          <li key={improvement.title} className="relative flex items-center gap-4 px-4 py-2.5 hover:bg-hover">
            <span className="tabular w-3 text-label text-faint">{index + 1}</span>
            <span className="min-w-0 flex-1">
              <Link
                to="/t/$tenantId/vulnerabilities"
                params={{ tenantId }}
                search={searchFromFilter(improvement.filter)}
                className="font-medium no-underline after:absolute after:inset-0"
              >
                {improvement.title}
              </Link>
              <span className="block text-label text-muted">
                {t('improve.covers', { count: improvement.vulnerabilities, assets: improvement.assets })}
              </span>
            </span>
            <span
              className="hidden h-1.5 w-28 overflow-hidden rounded-full bg-line sm:block"
              aria-hidden="true"
            >
              <span
                className="block h-full bg-good"
                style={{ width: `${(improvement.points / most) * 100}%` }}
              />
            </span>
            <span className="w-14 text-right">
              <Change delta={improvement.points} moreIsBetter digits={1} />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
