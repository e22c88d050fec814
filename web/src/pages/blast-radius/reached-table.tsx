import type { Reached } from '../../api/blast-radius.ts';
import { formatNumber, formatShare } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';

interface ReachedTableProps {
  readonly reached: readonly Reached[];
  readonly shown: string | undefined;
  readonly onShow: (assetId: string) => void;
}

/** A page of a screen reader must not be made of thousands of rows; the worst come first. */
const maxRows = 200;

export function ReachedTable({ reached, shown, onShow }: ReachedTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="h-[420px] overflow-auto" aria-label={t('blast.list')} tabIndex={0}>
      <table className="w-full text-left">
        <thead className="sticky top-0 bg-raised">
          <tr>
            <Head>{t('blast.asset')}</Head>
            <Head right>{t('blast.chance')}</Head>
            <Head right>{t('blast.hops')}</Head>
            <Head right>{t('blast.criticality')}</Head>
          </tr>
        </thead>
        <tbody>
          {reached.slice(0, maxRows).map(({ asset, probability, hops }) => (
            <tr key={asset.id} className={asset.id === shown ? 'bg-accent-soft' : undefined}>
              <td className="border-b border-line py-1.5 pr-2">
                <button
                  type="button"
                  aria-pressed={asset.id === shown}
                  className="text-left font-medium break-all hover:underline"
                  onClick={() => onShow(asset.id)}
                >
                  {asset.name}
                </button>
              </td>
              <td className="tabular border-b border-line py-1.5 text-right">{formatShare(probability)}</td>
              <td className="tabular border-b border-line py-1.5 text-right">{formatNumber(hops)}</td>
              <td className="tabular border-b border-line py-1.5 text-right">
                {formatNumber(asset.criticality)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Head({ children, right = false }: { readonly children: string; readonly right?: boolean }) {
  return (
    <th
      scope="col"
      className={`border-b border-line py-1.5 text-label font-medium text-muted ${right ? 'text-right' : ''}`}
    >
      {children}
    </th>
  );
}
