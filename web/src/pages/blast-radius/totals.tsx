import type { BlastRadius } from '../../api/blast-radius.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { Facts } from '../../ui/page.tsx';

export function Totals({ totals }: Pick<BlastRadius, 'totals'>) {
  const money = totals.impacts.map(
    ({ expected }) => `${formatNumber(Math.round(Number(expected.amount)))} ${expected.currency}`,
  );
  return (
    <Facts
      items={[
        [t('blast.reached'), formatNumber(totals.reached)],
        [
          t('blast.jewels'),
          t('blast.jewelsOf', {
            count: formatNumber(totals.crownJewels),
            total: formatNumber(totals.allCrownJewels),
          }),
        ],
        [t('blast.expected'), formatNumber(Math.round(totals.expectedCriticality * 10) / 10)],
        [t('blast.money'), money.join(', ')],
      ]}
    />
  );
}
