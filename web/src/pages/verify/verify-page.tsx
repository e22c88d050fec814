import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { t } from '../../shared/i18n.ts';
import { FileDrop } from '../../ui/file-drop.tsx';
import { Failure, FormFailure, Loading, Skeleton } from '../../ui/states.tsx';
import { Frame } from '../auth/frame.tsx';
import { checkFile, checkHash } from './check.ts';
import { Verdict } from './verdict.tsx';

const route = getRouteApi('/verify');

/** For whoever received a report: no account, no upload. The board pack's QR code leads here. */
export function VerifyPage() {
  const { sha256, id } = route.useSearch();
  const check = useMutation({ mutationFn: checkFile });
  return (
    <Frame title={t('verify.pageTitle')} lead={t('verify.pageLead')} wide>
      <div className="flex flex-col gap-6">
        <FileDrop
          label={t('verify.label')}
          fileLabel={t('verify.file')}
          choose={t('verify.choose')}
          icon="shield"
          pending={check.isPending}
          onFile={check.mutate}
          className="py-8"
        >
          <p className="text-muted">{check.isPending ? t('verify.checking') : t('verify.lead')}</p>
        </FileDrop>
        <div aria-live="polite" className="flex flex-col gap-4 empty:hidden">
          <FormFailure error={check.error} />
          {check.data ? <Verdict finding={check.data} name={check.variables.name} /> : null}
          {sha256 && check.isIdle ? <Linked sha256={sha256} id={id} /> : null}
        </div>
        <p className="border-t border-line pt-4 text-muted">{t('verify.how')}</p>
      </div>
    </Frame>
  );
}

/** The page was opened with a report's hash: that is looked up at once. */
function Linked({ sha256, id }: { readonly sha256: string; readonly id: string | undefined }) {
  const found = useQuery({ queryKey: ['verify', sha256], queryFn: () => checkHash(sha256), retry: false });
  if (found.isError)
    return <Failure error={found.error} what={t('verify.what')} onRetry={() => void found.refetch()} />;
  if (!found.data) {
    return (
      <Loading what={t('verify.what')}>
        <Skeleton className="w-3/4" />
      </Loading>
    );
  }
  const known = found.data.kind === 'REPORT' ? found.data.report.reportId : null;
  return (
    <>
      <Verdict finding={found.data} name={t('verify.linked')} />
      {id !== undefined && known !== null && known !== id ? (
        <p role="alert" className="text-critical-text">
          {t('verify.otherReport')}
        </p>
      ) : null}
    </>
  );
}
