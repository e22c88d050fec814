import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { VulnerabilityDetail } from '../../api/schema.ts';
import { changeStatus, type Decision } from '../../api/vulnerabilities.ts';
import { useHotkeys } from '../../shared/hotkeys.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import { announce } from '../../ui/toast.tsx';
import { StatusForm } from './status-form.tsx';
import { StatusLabel } from './status-label.tsx';

interface StatusPopoverProps {
  readonly detail: VulnerabilityDetail;
  readonly etag: string | null;
}

export function StatusPopover({ detail, etag }: StatusPopoverProps) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  useHotkeys({ s: () => setOpen(true) });
  const change = useMutation({
    mutationFn: (decision: Decision) => changeStatus(api, { vulnerabilityId: detail.id, etag, decision }),
    onSuccess: async (changed) => {
      setOpen(false);
      announce(
        t('vulns.statusChanged', { status: changed.status ? t(`status.${changed.status}`) : t('ui.none') }),
      );
      await queries.invalidateQueries({ queryKey: [tenantId] });
    },
  });
  if (!detail.status) return <span className="text-muted">{t('vulns.noLifecycle')}</span>;
  return (
    <Popover
      align="start"
      title={t('vulns.changeStatus')}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          aria-label={t('vulns.statusButton', { status: t(`status.${detail.status}`) })}
          className={buttonClass()}
        >
          <StatusLabel status={detail.status} />
          <Icon name="chevronDown" className="text-muted" />
        </button>
      }
    >
      <StatusForm
        options={detail.allowedTransitions}
        pending={change.isPending}
        error={change.error}
        onSubmit={(decision) => change.mutate(decision)}
      />
    </Popover>
  );
}
