import { useQuery } from '@tanstack/react-query';
import { type ChangeEvent, type DragEvent, useId, useRef, useState } from 'react';
import { scopeKeysQuery } from '../../api/jobs.ts';
import { classes } from '../../shared/classes.ts';
import { t } from '../../shared/i18n.ts';
import { useStored } from '../../shared/stored.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { controlClass } from '../../ui/control-class.ts';
import { Icon } from '../../ui/icon.tsx';
import { announce, announceFailure } from '../../ui/toast.tsx';
import { chosenFiles, droppedFiles, maxFiles } from './dropped-files.ts';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './uploads.ts';

const scopeForm = /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,119}$/;

/** Always in sight: drop reports, or choose them. The tool is found from the content. */
export function DropZone() {
  const queue = useUploads();
  const [over, setOver] = useState(false);
  const tenantId = useTenantId();
  const [scopeKey, setScopeKey] = useStored(`scope.${tenantId}`, 'default');
  const chooser = useRef<HTMLInputElement>(null);
  const folderChooser = useRef<HTMLInputElement>(null);
  const scopeIsValid = scopeForm.test(scopeKey);
  const take = ({ files, more }: { files: File[]; more: boolean }) => {
    if (!scopeIsValid) return;
    queue.add(files, scopeKey);
    if (more) announce(t('ingestion.tooMany', { count: maxFiles }));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer).then(take, (error: unknown) =>
      announceFailure(t('ingestion.notTaken'), error),
    );
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    take(chosenFiles(event.target.files));
    event.target.value = '';
  };
  return (
    <section aria-label={t('ingestion.dropLabel')} className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={classes(
          'flex flex-col gap-4 rounded-md border border-dashed px-5 py-4 transition-colors duration-100 lg:flex-row lg:items-center',
          over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-sunken',
        )}
      >
        <div className="flex flex-1 items-start gap-3">
          <Icon name="ingestion" className="mt-0.5 size-5 text-muted" />
          <div>
            <p className="text-prose font-medium">{t('ingestion.drop')}</p>
            <p className="text-muted">{t('ingestion.dropFormats')}</p>
          </div>
        </div>
        <ScopeField value={scopeKey} onChange={setScopeKey} valid={scopeIsValid} />
        <input
          ref={chooser}
          type="file"
          multiple
          aria-label={t('ingestion.file')}
          onChange={choose}
          className="sr-only"
          tabIndex={-1}
        />
        <input
          ref={(input) => {
            folderChooser.current = input;
            if (input) input.webkitdirectory = true;
          }}
          type="file"
          multiple
          aria-label={t('ingestion.folder')}
          onChange={choose}
          className="sr-only"
          tabIndex={-1}
        />
        <Button disabled={!scopeIsValid} onClick={() => folderChooser.current?.click()}>
          {t('ingestion.chooseFolder')}
        </Button>
        <Button kind="primary" icon="plus" disabled={!scopeIsValid} onClick={() => chooser.current?.click()}>
          {t('ingestion.choose')}
        </Button>
      </div>
      <UploadList queue={queue} onDrop={queue.drop} />
    </section>
  );
}

interface ScopeFieldProps {
  readonly value: string;
  readonly valid: boolean;
  readonly onChange: (value: string) => void;
}

/** Names what the scan looked at, so that the next scan of the same scope is compared with this one. */
function ScopeField({ value, valid, onChange }: ScopeFieldProps) {
  const id = useId();
  const known = useQuery(scopeKeysQuery(useApi(), useTenantId())).data?.items ?? [];
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-label font-medium">
        {t('ingestion.scope')}
      </label>
      <input
        id={id}
        list={`${id}-known`}
        value={value}
        aria-invalid={!valid}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
        className={classes(controlClass, 'h-8 w-52 aria-invalid:border-critical')}
      />
      <datalist id={`${id}-known`}>
        {known.map((scope) => (
          <option key={scope.id} value={scope.key} />
        ))}
      </datalist>
      <span id={`${id}-hint`} className="max-w-64 text-label text-muted">
        {valid ? t('ingestion.scopeHint') : t('ingestion.scopeInvalid')}
      </span>
    </div>
  );
}
