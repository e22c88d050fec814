import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { type SubmitEvent, useState } from 'react';
import type { AllowedTransition, VulnerabilityStatus } from '../../api/schema.ts';
import type { Decision } from '../../api/vulnerabilities.ts';
import { classes } from '../../shared/classes.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { StatusLabel } from './status-label.tsx';

interface StatusFormProps {
  readonly options: readonly AllowedTransition[];
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: (decision: Decision) => void;
}

const defaultAcceptanceDays = 90;
const maxAcceptanceDays = 366;
const dayMs = 86_400_000;

/** Next states only, a reason always, an end date for an acceptance; what one may not do says why. */
export function StatusForm({ options, pending, error, onSubmit }: StatusFormProps) {
  const first = options.find((option) => option.allowed)?.status;
  const [status, setStatus] = useState<VulnerabilityStatus | undefined>(first);
  const needsExpiry = options.find((option) => option.status === status)?.needsExpiry === true;
  if (!first) return <NothingAllowed options={options} />;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const day = formText(form, 'expiresAt');
    if (!status) return;
    const expiry = needsExpiry && day ? { expiresAt: `${day}T23:59:59Z` } : {};
    onSubmit({ status, reason: formText(form, 'reason'), ...expiry });
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <RadioGroup
        aria-label={t('vulns.newStatus')}
        value={status}
        onValueChange={(next: unknown) => setStatus(options.find((option) => option.status === next)?.status)}
        className="flex flex-col gap-1"
      >
        {options.map((option) => (
          <StatusChoice key={option.status} option={option} />
        ))}
      </RadioGroup>
      <Field label={t('vulns.reason')} hint={t('vulns.reasonHint')}>
        <TextArea name="reason" required minLength={3} maxLength={4_000} rows={3} />
      </Field>
      {needsExpiry ? (
        <Field label={t('vulns.acceptUntil')} hint={t('vulns.acceptHint')}>
          <Input
            name="expiresAt"
            type="date"
            required
            defaultValue={dayFromNow(defaultAcceptanceDays)}
            min={dayFromNow(1)}
            max={dayFromNow(maxAcceptanceDays - 1)}
          />
        </Field>
      ) : null}
      <FormFailure error={error} />
      <Button kind="primary" type="submit" pending={pending}>
        {t('vulns.changeStatus')}
      </Button>
    </form>
  );
}

function StatusChoice({ option }: { readonly option: AllowedTransition }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the radio inside
    <label
      className={classes(
        'flex items-start gap-2 rounded-md border border-line px-2.5 py-1.5',
        option.allowed
          ? 'cursor-pointer has-data-checked:border-accent has-data-checked:bg-accent-soft'
          : 'bg-sunken',
      )}
    >
      <Radio.Root
        value={option.status}
        disabled={!option.allowed}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-control data-checked:border-accent data-disabled:opacity-50"
      >
        <Radio.Indicator className="size-2 rounded-full bg-accent" />
      </Radio.Root>
      <span className="flex flex-col">
        <StatusLabel status={option.status} />
        {option.why ? <span className="text-label text-muted">{option.why}</span> : null}
      </span>
    </label>
  );
}

function NothingAllowed({ options }: { readonly options: readonly AllowedTransition[] }) {
  return (
    <div className="flex flex-col gap-2">
      <p className="text-muted">{t('vulns.nothingAllowed')}</p>
      <ul className="flex flex-col gap-1">
        {options.map((option) => (
          <li key={option.status}>
            <StatusLabel status={option.status} />
            <div className="pl-5 text-label text-muted">{option.why}</div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
}
