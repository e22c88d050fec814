import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { assetQuery } from '../../api/assets.ts';
import type { Asset } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Tag } from '../../ui/chip.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { Facts } from '../../ui/page.tsx';
import { Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { AssetForm } from './asset-form.tsx';
import { SeverityBar } from './severity-bar.tsx';

const route = getRouteApi('/t/$tenantId/assets/$assetId');

export function AssetDrawer() {
  const { assetId } = route.useParams();
  const navigate = route.useNavigate();
  const asset = useQuery(assetQuery(useApi(), useTenantId(), assetId));
  const close = () =>
    void navigate({ to: '/t/$tenantId/assets', params: (all) => all, search: (all) => all });
  return (
    <Drawer title={asset.data?.value.name ?? t('assets.one')} onClose={close}>
      {asset.isError ? (
        <Failure error={asset.error} what={t('assets.one')} onRetry={() => void asset.refetch()} />
      ) : asset.data ? (
        <AssetView key={assetId} asset={asset.data.value} etag={asset.data.etag} />
      ) : (
        <Loading what={t('assets.one')}>
          <Skeleton className="h-40 w-full" />
        </Loading>
      )}
    </Drawer>
  );
}

function AssetView({ asset, etag }: { readonly asset: Asset; readonly etag: string | null }) {
  const tenantId = useTenantId();
  return (
    <div className="flex flex-col gap-8">
      <Link
        to="/t/$tenantId/vulnerabilities"
        params={{ tenantId }}
        search={{ assetId: asset.id, status: ['OPEN'] }}
        className={`${buttonClass('primary')} self-start`}
      >
        {t('assets.seeOpen', { count: asset.openTotal })}
      </Link>
      <Facts
        items={[
          [t('assets.kind'), t(`kind.${asset.kind}`)],
          [t('assets.openBySeverity'), <SeverityBar key="bar" counts={asset.openBySeverity} />],
          [t('assets.kev'), asset.kevOpen],
          [t('assets.late'), asset.slaBreached],
          [t('assets.os'), asset.operatingSystem],
          [t('assets.identifiers'), <Identifiers key="ids" asset={asset} />],
          [t('assets.tags'), asset.tags.join(', ')],
          [
            t('assets.value'),
            asset.businessValue ? `${asset.businessValue.currency} ${asset.businessValue.amount}` : null,
          ],
          [t('assets.source'), t(`assets.source.${asset.source}`)],
          [t('assets.lastSeen'), <When key="seen" at={asset.lastSeenAt} />],
        ]}
      />
      <section className="flex flex-col gap-3">
        <h3 className="text-body font-semibold">{t('assets.settings')}</h3>
        <AssetForm asset={asset} etag={etag} />
      </section>
    </div>
  );
}

function Identifiers({ asset }: { readonly asset: Asset }) {
  if (asset.identifiers.length === 0) return t('ui.none');
  return (
    <span className="flex flex-wrap gap-1">
      {asset.identifiers.map((identifier) => (
        <Tag key={`${identifier.kind} ${identifier.value}`}>{identifier.value}</Tag>
      ))}
    </span>
  );
}
