import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { verifyReport } from '../../api/reports.ts';
import type { ReportVerification } from '../../api/schema.ts';
import { classes } from '../../shared/classes.ts';
import { formatTime } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FormFailure } from '../../ui/states.tsx';

/** Drop a report: the page says whether this installation made exactly these bytes. */
export function VerifyZone() {
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const check = useMutation({ mutationFn: verifyReport });
  const take = (file: File | undefined) => {
    if (file) check.mutate(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <section
      aria-label={t('verify.label')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classes(
        'flex flex-wrap items-center gap-3 rounded-md border border-dashed px-4 py-2.5',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-sunken',
      )}
    >
      <Icon name="shield" className="text-muted" />
      <div className="min-w-0 flex-1 basis-60" aria-live="polite">
        {check.isError ? <FormFailure error={check.error} /> : null}
        {check.data ? <Verdict result={check.data} fileName={check.variables.name} /> : null}
        {check.isIdle || check.isPending ? <p className="text-muted">{t('verify.lead')}</p> : null}
      </div>
      <input
        ref={chooser}
        type="file"
        aria-label={t('verify.file')}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => take(event.target.files?.[0])}
      />
      <Button size="small" pending={check.isPending} onClick={() => chooser.current?.click()}>
        {t('verify.choose')}
      </Button>
    </section>
  );
}

function Verdict({ result, fileName }: { readonly result: ReportVerification; readonly fileName: string }) {
  return (
    <p className="flex items-start gap-2">
      <Icon
        name={result.genuine ? 'check' : 'alert'}
        className={result.genuine ? 'mt-0.5 text-good' : 'mt-0.5 text-critical'}
      />
      <span>
        <span className="font-medium">{fileName}</span>{' '}
        {result.genuine
          ? t('verify.genuine', { at: result.generatedAt ? formatTime(result.generatedAt) : t('ui.none') })
          : t('verify.unknown')}
      </span>
    </p>
  );
}
