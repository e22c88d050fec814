import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { updateAsset } from '../../api/assets.ts';
import { usersQuery } from '../../api/people.ts';
import type { Asset } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Facts } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';
import { Criticality } from './columns.tsx';
import { criticalities, dataClasses, exposures } from './search.ts';

interface AssetFormProps {
  readonly asset: Asset;
  readonly etag: string | null;
}

const nobody = 'nobody';

/** What only people know of an asset: how much it matters, who can reach it, who answers for it. */
export function AssetForm({ asset, etag }: AssetFormProps) {
  const { isAdmin } = useMembership();
  if (isAdmin) return <Editor asset={asset} etag={etag} />;
  return (
    <>
      <Facts
        items={[
          [t('assets.criticality'), <Criticality key="criticality" value={asset.criticality} />],
          [t('assets.exposure'), t(`exposure.${asset.exposure}`)],
          [t('assets.dataClass'), t(`data.${asset.dataClass}`)],
          [t('assets.owner'), asset.owner?.displayName ?? t('ui.unassigned')],
        ]}
      />
      <p className="text-label text-muted">{t('assets.adminOnly')}</p>
    </>
  );
}

function Editor({ asset, etag }: AssetFormProps) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const users = useQuery(usersQuery(api, tenantId)).data?.items ?? [];
  const [criticality, setCriticality] = useState(
    criticalities.find((each) => Number(each) === asset.criticality) ?? '3',
  );
  const [exposure, setExposure] = useState(asset.exposure);
  const [dataClass, setDataClass] = useState(asset.dataClass);
  const [owner, setOwner] = useState(asset.owner?.id ?? nobody);
  const save = useMutation({
    mutationFn: () =>
      updateAsset(api, {
        assetId: asset.id,
        etag,
        change: {
          criticality: Number(criticality),
          exposure,
          dataClass,
          ownerId: owner === nobody ? null : owner,
        },
      }),
    onSuccess: async () => {
      announce(t('ui.saved'));
      await queries.invalidateQueries({ queryKey: [tenantId] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const people = [
    { value: nobody, label: t('ui.unassigned') },
    ...users.map((user) => ({ value: user.id, label: user.displayName })),
  ];
  return (
    <form className="grid max-w-md grid-cols-1 gap-3 sm:grid-cols-2" onSubmit={submit}>
      <Field label={t('assets.criticality')}>
        <Select
          label={t('assets.criticality')}
          value={criticality}
          onChange={setCriticality}
          choices={criticalities.map((value) => ({ value, label: t(`criticality.${value}`) }))}
        />
      </Field>
      <Field label={t('assets.exposure')}>
        <Select
          label={t('assets.exposure')}
          value={exposure}
          onChange={setExposure}
          choices={exposures.map((value) => ({ value, label: t(`exposure.${value}`) }))}
        />
      </Field>
      <Field label={t('assets.dataClass')}>
        <Select
          label={t('assets.dataClass')}
          value={dataClass}
          onChange={setDataClass}
          choices={dataClasses.map((value) => ({ value, label: t(`data.${value}`) }))}
        />
      </Field>
      <Field label={t('assets.owner')}>
        <Select label={t('assets.owner')} value={owner} onChange={setOwner} choices={people} />
      </Field>
      <div className="flex flex-col items-start gap-2 sm:col-span-2">
        <FormFailure error={save.error} />
        <Button kind="primary" type="submit" pending={save.isPending}>
          {t('ui.save')}
        </Button>
      </div>
    </form>
  );
}
