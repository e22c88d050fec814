import { problemOf } from '../../api/problem.ts';
import { formatBytes, formatDuration } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/progress.tsx';
import type { RunningUpload } from './uploads.ts';

export function UploadList({ uploads }: { readonly uploads: readonly RunningUpload[] }) {
  if (uploads.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2">
      {uploads.map((upload) => (
        <li key={upload.id} className="flex items-center gap-3 rounded-md border border-line px-4 py-2.5">
          <div className="min-w-0 flex-1">
            {upload.error === null ? <Sending upload={upload} /> : <Refused upload={upload} />}
          </div>
          <IconButton
            label={
              upload.error === null ? t('ingestion.stopUpload', { name: upload.fileName }) : t('ui.dismiss')
            }
            icon="close"
            size="small"
            onClick={upload.cancel}
          />
        </li>
      ))}
    </ul>
  );
}

function Sending({ upload }: { readonly upload: RunningUpload }) {
  const { sentBytes, totalBytes, bytesPerSecond, secondsLeft } = upload.progress;
  const words = [
    t('ingestion.sent', { sent: formatBytes(sentBytes), total: formatBytes(totalBytes) }),
    bytesPerSecond === null ? null : t('ingestion.rate', { rate: formatBytes(bytesPerSecond) }),
    secondsLeft === null ? null : t('ingestion.left', { time: formatDuration(secondsLeft) }),
  ];
  return (
    <Progress label={upload.fileName} share={totalBytes === 0 ? null : sentBytes / totalBytes}>
      {words.filter(Boolean).join(' · ')}
    </Progress>
  );
}

function Refused({ upload }: { readonly upload: RunningUpload }) {
  return (
    <p role="alert" className="flex items-start gap-2">
      <Icon name="alert" className="mt-0.5 text-high" />
      <span>
        <span className="font-medium">{upload.fileName}</span>{' '}
        <span className="text-muted">{problemOf(upload.error).message}</span>
      </span>
    </p>
  );
}
