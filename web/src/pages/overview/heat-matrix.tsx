import { Link } from '@tanstack/react-router';
import type { HeatCell } from '../../api/schema.ts';
import { classes } from '../../shared/classes.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { Panel } from '../../ui/page.tsx';
import { criticalities } from '../vulnerabilities/search.ts';

const levels = [5, 4, 3, 2, 1] as const;
const columns = [1, 2, 3, 4, 5] as const;

/** Likelihood by asset criticality. A cell is as hot as its place, as full as its number, and leads to its list. */
export function HeatMatrix({ cells }: { readonly cells: readonly HeatCell[] }) {
  return (
    <Panel title={t('heat.title')}>
      <table className="w-full table-fixed border-separate border-spacing-0.5">
        <caption className="sr-only">{t('heat.caption')}</caption>
        <tbody>
          {levels.map((likelihood) => (
            <tr key={likelihood}>
              <th scope="row" className="w-28 pr-2 text-right text-label font-normal text-muted">
                {t(`heat.likelihood.${likelihood}`)}
              </th>
              {columns.map((criticality) => (
                <td key={criticality} className="h-11 p-0">
                  <Cell
                    cell={cells.find(
                      (each) => each.likelihood === likelihood && each.criticality === criticality,
                    )}
                    heat={likelihood + criticality}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td />
            {columns.map((criticality) => (
              <th
                key={criticality}
                scope="col"
                className="pt-1 text-center text-label font-normal text-muted"
              >
                {t(`criticality.${criticality}`).replace(/^\d · /, '')}
              </th>
            ))}
          </tr>
        </tfoot>
      </table>
      <p className="pt-1 text-center text-label text-muted">{t('heat.axis')}</p>
    </Panel>
  );
}

/** 2 (coolest corner) to 10 (hottest). */
function heatClass(heat: number): string {
  if (heat >= 9) return 'bg-critical text-(--on-severity)';
  if (heat >= 8) return 'bg-high/45';
  if (heat >= 6) return 'bg-medium/30';
  if (heat >= 4) return 'bg-low/28';
  return 'bg-low/14';
}

function Cell({ cell, heat }: { readonly cell: HeatCell | undefined; readonly heat: number }) {
  const tenantId = useTenantId();
  if (!cell || cell.open === 0) return <span className="block h-full rounded-sm bg-hover" />;
  const criticality = criticalities.filter((each) => Number(each) === cell.criticality);
  return (
    <Link
      to="/t/$tenantId/vulnerabilities"
      params={{ tenantId }}
      search={{ status: ['OPEN'], criticality }}
      aria-label={t('heat.cell', {
        count: cell.open,
        likelihood: cell.likelihood,
        criticality: cell.criticality,
      })}
      className={classes(
        'tabular flex h-full items-center justify-center rounded-sm text-prose font-semibold no-underline hover:outline-2 hover:outline-text',
        heatClass(heat),
      )}
    >
      {formatNumber(cell.open)}
    </Link>
  );
}
