import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AllowedTransition } from '../../api/schema.ts';
import { changeStatusOfMany, type Decision } from '../../api/vulnerabilities.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { BulkBar } from '../../ui/table/bulk-bar.tsx';
import { announce } from '../../ui/toast.tsx';
import { BulkOwner } from './bulk-owner.tsx';
import { statuses } from './search.ts';
import { StatusForm } from './status-form.tsx';

/** All are offered: which of them may move is decided for each by the server, and those that may not are named. */
const options: readonly AllowedTransition[] = statuses.map((status) => ({
  status,
  allowed: true,
  why: null,
  needsExpiry: status === 'RISK_ACCEPTED',
}));

export function BulkStatus({
  ids,
  onDone,
}: {
  readonly ids: ReadonlySet<string>;
  readonly onDone: () => void;
}) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const change = useMutation({
    mutationFn: (decision: Decision) => changeStatusOfMany(api, [...ids], decision),
    onSuccess: async (result) => {
      setOpen(false);
      onDone();
      const firstRefusal = result.results.find((each) => each.error)?.error?.message;
      announce(t('vulns.bulkDone', { changed: result.changed, refused: result.refused }), firstRefusal);
      await queries.invalidateQueries({ queryKey: [tenantId] });
    },
  });
  return (
    <BulkBar count={ids.size} onClear={onDone}>
      <BulkOwner ids={ids} onDone={onDone} />
      <Popover
        side="top"
        title={t('vulns.bulkTitle', { count: ids.size })}
        open={open}
        onOpenChange={setOpen}
        trigger={<Button kind="primary">{t('vulns.changeStatus')}</Button>}
      >
        <StatusForm
          options={options}
          pending={change.isPending}
          error={change.error}
          onSubmit={(decision) => change.mutate(decision)}
        />
      </Popover>
    </BulkBar>
  );
}
