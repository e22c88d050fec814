import { useQuery } from '@tanstack/react-query';
import { receiptQuery } from '../../api/jobs.ts';
import type { Job, Receipt } from '../../api/schema.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Facts, Panel } from '../../ui/page.tsx';
import { Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { saveText } from '../../ui/table/csv.ts';
import { shownTiles, tileCount } from './effect.ts';

/** Signed proof that the import did what its preview said, and lost nothing on the way. */
export function ReceiptView({ job }: { readonly job: Job }) {
  const receipt = useQuery(receiptQuery(useApi(), useTenantId(), job.id));
  return (
    <Panel
      title={t('receipt.title')}
      actions={
        receipt.data ? (
          <Button size="small" icon="download" onClick={() => save(job, receipt.data)}>
            {t('receipt.save')}
          </Button>
        ) : null
      }
    >
      {receipt.isError ? (
        <Failure error={receipt.error} what={t('receipt.title')} onRetry={() => void receipt.refetch()} />
      ) : receipt.data ? (
        <ReceiptBody receipt={receipt.data} />
      ) : (
        <Loading what={t('receipt.title')}>
          <Skeleton className="h-24 w-full" />
        </Loading>
      )}
    </Panel>
  );
}

function ReceiptBody({ receipt: { receipt, valid, digestsMatch, keyId } }: { readonly receipt: Receipt }) {
  const source = receipt.source.items;
  return (
    <div className="grid gap-x-10 gap-y-4 lg:grid-cols-2">
      <div className="flex flex-col gap-3">
        <Proof holds={valid} yes={t('receipt.valid', { keyId })} no={t('receipt.invalid')} />
        <Proof holds={digestsMatch} yes={t('receipt.match')} no={t('receipt.noMatch')} />
        <p className="tabular text-prose">
          {t('receipt.flow', {
            source: source === null ? t('ui.none') : formatNumber(source),
            extracted: receipt.extracted.total,
            stored: receipt.stored.total,
            rejected: receipt.rejectedRows,
          })}
        </p>
      </div>
      <Facts
        items={[
          ...shownTiles(receipt.effect).map(
            (tile) =>
              [
                t(`receipt.effect.${tile.id}`),
                formatNumber(tileCount(receipt.effect, tile.changes)),
              ] as const,
          ),
          [t('receipt.confirmed'), formatNumber(receipt.confirmedFixes)],
          [
            t('receipt.digest'),
            <code key="digest" className="font-mono text-label break-all">
              {receipt.effectDigest}
            </code>,
          ],
        ]}
      />
    </div>
  );
}

function Proof({ holds, yes, no }: { readonly holds: boolean; readonly yes: string; readonly no: string }) {
  return (
    <p className="flex items-start gap-2 text-prose">
      <Icon name={holds ? 'check' : 'alert'} className={holds ? 'mt-1 text-good' : 'mt-1 text-critical'} />
      {holds ? yes : no}
    </p>
  );
}

function save(job: Job, receipt: Receipt): void {
  saveText({
    name: `receipt-${job.id}.json`,
    type: 'application/json',
    text: JSON.stringify(receipt, null, 2),
  });
}
