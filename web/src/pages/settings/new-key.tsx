import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { createKey, type NewKey as NewKeyBody } from '../../api/keys.ts';
import { fieldProblem } from '../../api/problem.ts';
import type { NewApiKey, Scope } from '../../api/schema.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Select } from '../../ui/select.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { ScopeBoxes } from './scope-boxes.tsx';

const validDays = ['7', '30', '90', '180', '365'] as const;

export function NewKey() {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<NewApiKey | undefined>();
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) setMade(undefined);
  };
  return (
    <Popover
      title={made ? t('keys.made', { name: made.apiKeyMeta.name }) : t('keys.new')}
      open={open}
      onOpenChange={change}
      className="max-h-[80vh] w-110 overflow-y-auto"
      trigger={
        <Button kind="primary" icon="plus">
          {t('keys.new')}
        </Button>
      }
    >
      {made ? <Once made={made} onDone={() => change(false)} /> : <NewKeyForm onMade={setMade} />}
    </Popover>
  );
}

function Once({ made, onDone }: { readonly made: NewApiKey; readonly onDone: () => void }) {
  return (
    <>
      <p>{t('keys.once')}</p>
      <CopyField label={t('keys.lookup')} value={made.apiKey} />
      <Button kind="primary" onClick={onDone}>
        {t('keys.done')}
      </Button>
    </>
  );
}

function NewKeyForm({ onMade }: { readonly onMade: (made: NewApiKey) => void }) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const [scopes, setScopes] = useState<readonly Scope[]>(['read:dashboard']);
  const [days, setDays] = useState<(typeof validDays)[number]>('90');
  const make = useMutation({
    mutationFn: (body: NewKeyBody) => createKey(api, body),
    onSuccess: async (made) => {
      onMade(made);
      await queries.invalidateQueries({ queryKey: [tenantId, 'api-keys'] });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = formText(new FormData(event.currentTarget), 'name');
    make.mutate({ name, scopes: [...scopes], expiresInDays: Number(days) });
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <Field label={t('keys.name')} hint={t('keys.nameHint')} error={fieldProblem(make.error, 'name')}>
        <Input name="name" required maxLength={100} autoComplete="off" />
      </Field>
      <Field label={t('keys.expires')}>
        <Select
          label={t('keys.expires')}
          value={days}
          onChange={setDays}
          choices={validDays.map((value) => ({ value, label: t('keys.days', { count: Number(value) }) }))}
        />
      </Field>
      <ScopeBoxes chosen={scopes} onChange={setScopes} />
      {scopes.length === 0 ? <p className="text-critical-text">{t('keys.noScope')}</p> : null}
      <FormFailure error={make.error} />
      <Button kind="primary" type="submit" disabled={scopes.length === 0} pending={make.isPending}>
        {t('keys.create')}
      </Button>
    </form>
  );
}
