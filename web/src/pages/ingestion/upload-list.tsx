import { problemOf } from '../../api/problem.ts';
import { formatBytes, formatDuration } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/progress.tsx';
import type { QueuedUpload, QueueState } from './upload-queue.ts';

interface UploadListProps {
  readonly queue: QueueState;
  readonly onDrop: (id: number) => void;
}

/** What is on its way, one by one, and how far all of it is. */
export function UploadList({ queue, onDrop }: UploadListProps) {
  const { uploads } = queue;
  if (uploads.length === 0) return null;
  const waiting = uploads.filter(({ state }) => state === 'WAITING').length;
  return (
    <section aria-label={t('ingestion.queue')} className="flex flex-col gap-2">
      {waiting > 0 || queue.sentFiles > 0 ? (
        <p className="tabular text-muted" role="status">
          {queueWords(queue, waiting)}
        </p>
      ) : null}
      <ul className="flex max-h-64 flex-col divide-y divide-line overflow-y-auto rounded-md border border-line">
        {uploads.map((upload) => (
          <li key={upload.id} className="flex items-center gap-3 px-4 py-2">
            <div className="min-w-0 flex-1">
              <Upload upload={upload} />
            </div>
            <IconButton
              label={
                upload.state === 'REFUSED'
                  ? t('ui.dismiss')
                  : t('ingestion.stopUpload', { name: upload.fileName })
              }
              icon="close"
              size="small"
              kind="ghost"
              onClick={() => onDrop(upload.id)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function queueWords(
  { sentFiles, sentBytes, totalBytes, bytesPerSecond, secondsLeft }: QueueState,
  waiting: number,
) {
  return [
    t('ingestion.queueFiles', { sent: sentFiles, waiting }),
    t('ingestion.sent', { sent: formatBytes(sentBytes), total: formatBytes(totalBytes) }),
    bytesPerSecond === null ? null : t('ingestion.rate', { rate: formatBytes(bytesPerSecond) }),
    secondsLeft === null ? null : t('ingestion.left', { time: formatDuration(secondsLeft) }),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Upload({ upload }: { readonly upload: QueuedUpload }) {
  if (upload.state === 'REFUSED') {
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
  if (upload.state === 'WAITING') {
    return (
      <p className="flex flex-wrap justify-between gap-x-4">
        <span className="truncate">{upload.fileName}</span>
        <span className="text-label text-muted">
          {t('ingestion.waiting', { size: formatBytes(upload.progress.totalBytes) })}
        </span>
      </p>
    );
  }
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
