import { useQuery } from '@tanstack/react-query';
import { brandingQuery } from '../../api/branding.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Page } from '../../ui/page.tsx';
import { Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { BrandingForm } from './branding-form.tsx';

export function BrandingPage() {
  const tenantId = useTenantId();
  const branding = useQuery(brandingQuery(useApi(), tenantId));
  return (
    <Page title={t('settings.branding')} note={t('branding.lead')}>
      {branding.isError ? (
        <Failure error={branding.error} what={t('branding.what')} onRetry={() => void branding.refetch()} />
      ) : branding.data ? (
        <BrandingForm
          key={branding.data.value.version}
          branding={branding.data.value}
          etag={branding.data.etag}
        />
      ) : (
        <Loading what={t('branding.what')}>
          <Skeleton className="h-40 w-96" />
        </Loading>
      )}
    </Page>
  );
}
