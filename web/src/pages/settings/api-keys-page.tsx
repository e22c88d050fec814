import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { keysQuery, revokeKey } from '../../api/keys.ts';
import type { ApiKey } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Empty, Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { announce, announceFailure } from '../../ui/toast.tsx';
import { When } from '../../ui/when.tsx';
import { NewKey } from './new-key.tsx';
import { Cell, SimpleTable } from './simple-table.tsx';

export function ApiKeysPage() {
  const keys = useQuery(keysQuery(useApi(), useTenantId()));
  return (
    <Page title={t('settings.keys')} note={t('keys.lead')} actions={<NewKey />}>
      {keys.isError ? (
        <Failure error={keys.error} what={t('keys.what')} onRetry={() => void keys.refetch()} />
      ) : !keys.data ? (
        <Loading what={t('keys.what')}>
          <Skeleton className="h-40 w-full" />
        </Loading>
      ) : keys.data.items.length === 0 ? (
        <Empty>{t('keys.empty')}</Empty>
      ) : (
        <SimpleTable
          label={t('settings.keys')}
          head={[
            t('keys.name'),
            t('keys.lookup'),
            t('keys.rights'),
            t('keys.status'),
            t('keys.until'),
            t('keys.lastUsed'),
            t('ui.actions'),
          ]}
        >
          {keys.data.items.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </SimpleTable>
      )}
    </Page>
  );
}

function KeyRow({ apiKey }: { readonly apiKey: ApiKey }) {
  const active = apiKey.status === 'ACTIVE';
  return (
    <tr className={active ? undefined : 'text-muted'}>
      <Cell className="font-medium">{apiKey.name}</Cell>
      <Cell>
        <code className="font-mono text-label">{apiKey.lookup}</code>
      </Cell>
      <Cell className="max-w-72 truncate">
        <span title={apiKey.scopes.join(', ')}>{apiKey.scopes.join(', ')}</span>
      </Cell>
      <Cell>{t(`keys.status.${apiKey.status}`)}</Cell>
      <Cell>
        <When at={apiKey.expiresAt} form="day" />
      </Cell>
      <Cell>{apiKey.lastUsedAt ? <When at={apiKey.lastUsedAt} /> : t('keys.never')}</Cell>
      <Cell className="text-right">{active ? <Revoke apiKey={apiKey} /> : null}</Cell>
    </tr>
  );
}

function Revoke({ apiKey }: { readonly apiKey: ApiKey }) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeKey(api, apiKey.id),
    onSuccess: async () => {
      announce(t('keys.revoked'));
      await queries.invalidateQueries({ queryKey: [tenantId, 'api-keys'] });
    },
    onError: (error) => announceFailure(t('ui.notSaved'), error),
  });
  return (
    <Popover
      title={t('keys.revokeTitle')}
      className="text-left"
      trigger={
        <Button size="small" aria-label={t('keys.revokeOf', { name: apiKey.name })}>
          {t('keys.revoke')}
        </Button>
      }
    >
      <p className="text-muted">{t('keys.revokeText', { name: apiKey.name })}</p>
      <Button kind="danger" pending={revoke.isPending} onClick={() => revoke.mutate()}>
        {t('keys.revoke')}
      </Button>
    </Popover>
  );
}
