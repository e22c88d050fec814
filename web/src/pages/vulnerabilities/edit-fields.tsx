import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { usersQuery } from '../../api/people.ts';
import type { VulnerabilityDetail } from '../../api/schema.ts';
import { updateVulnerability, type VulnerabilityChange } from '../../api/vulnerabilities.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Facts } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';

interface EditFieldsProps {
  readonly detail: VulnerabilityDetail;
  readonly etag: string | null;
}

const nobody = 'nobody';

/** Owner, due date, tags and notes: read in place, edited in place. */
export function EditFields({ detail, etag }: EditFieldsProps) {
  const [editing, setEditing] = useState(false);
  const { role } = useMembership();
  if (editing) return <EditForm detail={detail} etag={etag} onDone={() => setEditing(false)} />;
  return (
    <div className="flex flex-col items-start gap-3">
      <Facts
        items={[
          [t('vulns.owner'), ownerText(detail)],
          [t('vulns.tags'), detail.tags.join(', ')],
          [
            t('vulns.notes'),
            detail.notes ? (
              <span key="notes" className="whitespace-pre-line">
                {detail.notes}
              </span>
            ) : null,
          ],
        ]}
      />
      {role === 'AUDITOR' ? null : (
        <Button size="small" onClick={() => setEditing(true)}>
          {t('vulns.edit')}
        </Button>
      )}
    </div>
  );
}

function ownerText({ owner, ownerFromAsset }: VulnerabilityDetail): string {
  if (!owner) return t('ui.unassigned');
  return ownerFromAsset ? t('vulns.ownerFromAsset', { name: owner.displayName }) : owner.displayName;
}

function EditForm({ detail, etag, onDone }: EditFieldsProps & { readonly onDone: () => void }) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const users = useQuery(usersQuery(api, tenantId)).data?.items ?? [];
  const assigned = detail.ownerFromAsset ? null : (detail.owner?.id ?? null);
  const [owner, setOwner] = useState(assigned ?? nobody);
  const save = useMutation({
    mutationFn: (change: VulnerabilityChange) =>
      updateVulnerability(api, { vulnerabilityId: detail.id, etag, change }),
    onSuccess: async () => {
      announce(t('ui.saved'));
      onDone();
      await queries.invalidateQueries({ queryKey: [tenantId] });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const ownerId = owner === nobody ? null : owner;
    const notes = formText(form, 'notes') || null;
    const day = formText(form, 'dueAt');
    const tags = tagsOf(formText(form, 'tags'));
    // Only what differs: the history names every field that is sent.
    save.mutate({
      ...(ownerId === assigned ? {} : { ownerId }),
      ...(day === (detail.dueAt?.slice(0, 10) ?? '')
        ? {}
        : { dueAt: day === '' ? null : `${day}T23:59:59Z` }),
      ...(tags.join() === detail.tags.join() ? {} : { tags }),
      ...(notes === detail.notes ? {} : { notes }),
    });
  };
  const choices = [
    { value: nobody, label: t('ui.unassigned') },
    ...users.map((user) => ({ value: user.id, label: user.displayName })),
  ];
  return (
    <form className="flex max-w-md flex-col gap-3" onSubmit={submit}>
      <Field label={t('vulns.owner')}>
        <Select value={owner} choices={choices} onChange={setOwner} label={t('vulns.owner')} />
      </Field>
      <Field label={t('vulns.due')}>
        <Input name="dueAt" type="date" defaultValue={detail.dueAt?.slice(0, 10) ?? ''} />
      </Field>
      <Field label={t('vulns.tags')} hint={t('vulns.tagsHint')}>
        <Input name="tags" defaultValue={detail.tags.join(', ')} />
      </Field>
      <Field label={t('vulns.notes')}>
        <TextArea name="notes" defaultValue={detail.notes ?? ''} rows={4} />
      </Field>
      <FormFailure error={save.error} />
      <div className="flex gap-2">
        <Button kind="primary" type="submit" pending={save.isPending}>
          {t('ui.save')}
        </Button>
        <Button onClick={onDone}>{t('ui.cancel')}</Button>
      </div>
    </form>
  );
}

function tagsOf(text: string): string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
