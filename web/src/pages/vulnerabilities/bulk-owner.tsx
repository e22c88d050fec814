import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { usersQuery } from '../../api/people.ts';
import { assignMany } from '../../api/vulnerabilities.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Select } from '../../ui/select.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';

const nobody = 'nobody';

interface BulkOwnerProps {
  readonly ids: ReadonlySet<string>;
  readonly onDone: () => void;
}

/** One owner for all selected rows; those that the person may not assign are named by the server. */
export function BulkOwner({ ids, onDone }: BulkOwnerProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      side="top"
      title={t('vulns.bulkOwnerTitle', { count: ids.size })}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>{t('vulns.changeOwner')}</Button>}
    >
      <OwnerForm
        ids={ids}
        onDone={() => {
          setOpen(false);
          onDone();
        }}
      />
    </Popover>
  );
}

function OwnerForm({ ids, onDone }: BulkOwnerProps) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const users = useQuery(usersQuery(api, tenantId)).data?.items ?? [];
  const [owner, setOwner] = useState(nobody);
  const assign = useMutation({
    mutationFn: () => assignMany(api, [...ids], owner === nobody ? null : owner),
    onSuccess: async ({ changed, refused, results }) => {
      onDone();
      const firstRefusal = results.find((each) => each.error)?.error?.message;
      announce(t('vulns.bulkDone', { changed, refused }), firstRefusal);
      await queries.invalidateQueries({ queryKey: [tenantId] });
    },
  });
  const people = users
    .filter(({ status }) => status === 'ACTIVE')
    .map(({ id, displayName }) => ({ value: id, label: displayName }));
  return (
    <div className="flex flex-col items-start gap-3">
      <Field label={t('vulns.owner')}>
        <Select
          label={t('vulns.owner')}
          value={owner}
          onChange={setOwner}
          choices={[{ value: nobody, label: t('ui.unassigned') }, ...people]}
        />
      </Field>
      <FormFailure error={assign.error} />
      <Button kind="primary" pending={assign.isPending} onClick={() => assign.mutate()}>
        {t('ui.save')}
      </Button>
    </div>
  );
}
