import { useMutation } from '@tanstack/react-query';
import { t } from '../../shared/i18n.ts';
import { FileDrop } from '../../ui/file-drop.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { checkFile } from '../verify/check.ts';
import { Verdict } from '../verify/verdict.tsx';

/** Drop a report or a receipt: the page says whether this installation made exactly these bytes. */
export function VerifyZone() {
  const check = useMutation({ mutationFn: checkFile });
  return (
    <FileDrop
      label={t('verify.label')}
      fileLabel={t('verify.file')}
      choose={t('verify.choose')}
      icon="shield"
      pending={check.isPending}
      onFile={check.mutate}
    >
      {check.isError ? <FormFailure error={check.error} /> : null}
      {check.data ? <Verdict finding={check.data} name={check.variables.name} /> : null}
      {check.isIdle || check.isPending ? <p className="text-muted">{t('verify.lead')}</p> : null}
    </FileDrop>
  );
}
