import { Link } from '@tanstack/react-router';
import type { Summary } from '../../api/schema.ts';
import { formatDelta, formatShare } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { Tag } from '../../ui/chip.tsx';
import { Panel } from '../../ui/page.tsx';
import { SeverityLabel } from '../../ui/severity.tsx';

/** The single records that cost the score most, with the reason in business words. */
export function TopRisks({ risks }: { readonly risks: Summary['topRisks'] }) {
  const tenantId = useTenantId();
  if (risks.length === 0) return null;
  return (
    <Panel title={t('top.title')} flush>
      <div className="overflow-x-auto">
        <table className="w-full text-left">
          <caption className="sr-only">{t('top.title')}</caption>
          <thead>
            <tr className="text-label text-muted">
              <th scope="col" className="w-28 px-4 py-1.5 font-medium">
                {t('vulns.severity')}
              </th>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {t('top.risk')}
              </th>
              <th scope="col" className="px-3 py-1.5 font-medium max-md:hidden">
                {t('vulns.asset')}
              </th>
              <th scope="col" className="w-24 px-3 py-1.5 text-right font-medium max-md:hidden">
                {t('vulns.epss')}
              </th>
              <th scope="col" className="w-20 px-4 py-1.5 text-right font-medium">
                {t('top.points')}
              </th>
            </tr>
          </thead>
          <tbody>
            {risks.map((risk) => (
              <tr key={risk.vulnerabilityId} className="relative hover:bg-hover">
                <td className="border-t border-line px-4 py-2 align-top">
                  <SeverityLabel severity={risk.severity} />
                </td>
                <td className="border-t border-line px-3 py-2">
                  <span className="flex items-center gap-2">
                    <Link
                      to="/t/$tenantId/vulnerabilities/$vulnerabilityId"
                      params={{ tenantId, vulnerabilityId: risk.vulnerabilityId }}
                      className="font-medium no-underline after:absolute after:inset-0"
                    >
                      {risk.title}
                    </Link>
                    {risk.kev ? <Tag tone="alert">{t('vulns.kevTag')}</Tag> : null}
                    {risk.slaState === 'OVERDUE' ? <Tag tone="alert">{t('sla.OVERDUE')}</Tag> : null}
                  </span>
                  <span className="block text-muted">{risk.why}</span>
                </td>
                <td className="border-t border-line px-3 py-2 align-top max-md:hidden">{risk.asset.name}</td>
                <td className="border-t border-line px-3 py-2 text-right align-top max-md:hidden">
                  {risk.exploitProbability === null ? t('ui.none') : formatShare(risk.exploitProbability)}
                </td>
                <td className="border-t border-line px-4 py-2 text-right align-top font-medium">
                  {formatDelta(-Math.abs(risk.points), 1)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
