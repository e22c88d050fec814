import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { type BrandingChange, updateBranding } from '../../api/branding.ts';
import { fieldProblem } from '../../api/problem.ts';
import type { Branding } from '../../api/schema.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';
import { LogoField } from './logo-field.tsx';

interface BrandingFormProps {
  readonly branding: Branding;
  readonly etag: string | null;
}

export function BrandingForm({ branding, etag }: BrandingFormProps) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const { isAdmin } = useMembership();
  const [logo, setLogo] = useState<string | null | undefined>();
  const save = useMutation({
    mutationFn: (change: BrandingChange) => updateBranding(api, { tenantId, etag, change }),
    onSuccess: async () => {
      announce(t('ui.saved'));
      await queries.invalidateQueries({ queryKey: [tenantId, 'branding'] });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    save.mutate({
      name: formText(form, 'name'),
      colours: { accent: formText(form, 'accent') || null },
      reportFooter: formText(form, 'reportFooter') || null,
      ...(logo === undefined ? {} : { logo }),
    });
  };
  return (
    <form className="flex max-w-md flex-col gap-4" onSubmit={submit}>
      <fieldset disabled={!isAdmin} className="contents">
        <Field label={t('branding.name')} error={fieldProblem(save.error, 'name')}>
          <Input name="name" required maxLength={200} defaultValue={branding.name} />
        </Field>
        <LogoField current={branding.logo?.dataUrl ?? null} onChange={setLogo} />
        <Field
          label={t('branding.accent')}
          hint={t('branding.accentHint')}
          error={fieldProblem(save.error, 'accent')}
        >
          <Input
            name="accent"
            pattern="#[0-9A-Fa-f]{6}"
            maxLength={7}
            defaultValue={branding.colours.accent ?? ''}
          />
        </Field>
        <ul className="flex flex-col gap-0.5 text-label text-muted">
          {branding.colours.contrast.map((check) => (
            <li key={check.on} className="flex items-center gap-2">
              <span
                className="size-3 rounded-sm border border-line"
                style={{ backgroundColor: check.used }}
                aria-hidden="true"
              />
              {t('branding.contrast', {
                on: check.on,
                ratio: check.ratio.toFixed(1),
                passes: check.passes ? t('branding.passes') : t('branding.fails', { used: check.used }),
              })}
            </li>
          ))}
        </ul>
        <Field label={t('branding.footer')} error={fieldProblem(save.error, 'reportFooter')}>
          <TextArea name="reportFooter" maxLength={300} rows={2} defaultValue={branding.reportFooter ?? ''} />
        </Field>
        <FormFailure error={save.error} />
        {isAdmin ? (
          <Button kind="primary" type="submit" pending={save.isPending} className="self-start">
            {t('ui.save')}
          </Button>
        ) : (
          <p className="text-muted">{t('branding.adminOnly')}</p>
        )}
      </fieldset>
    </form>
  );
}
