import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { handInReport } from '../../api/jobs.ts';
import type { UploadProgress } from '../../api/upload.ts';
import { useTenantId } from '../../shared/tenant.ts';

export interface RunningUpload {
  readonly id: number;
  readonly fileName: string;
  readonly progress: UploadProgress;
  readonly error: unknown;
  readonly cancel: () => void;
}

/** Reports on their way to the server. Each is its own; one that fails stays in sight until it is put away. */
export function useUploads() {
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const nextId = useRef(1);
  const [uploads, setUploads] = useState<readonly RunningUpload[]>([]);
  const change = (id: number, part: Partial<RunningUpload>) =>
    setUploads((all) => all.map((each) => (each.id === id ? { ...each, ...part } : each)));
  const putAway = (id: number) => setUploads((all) => all.filter((each) => each.id !== id));
  const send = useMutation({
    mutationFn: async ({ file, scopeKey }: { file: File; scopeKey: string }) => {
      const id = nextId.current++;
      const stop = new AbortController();
      const progress = { sentBytes: 0, totalBytes: file.size, bytesPerSecond: null, secondsLeft: null };
      const cancel = () => {
        stop.abort();
        putAway(id);
      };
      setUploads((all) => [...all, { id, fileName: file.name, progress, error: null, cancel }]);
      try {
        await handInReport({
          tenantId,
          file,
          scopeKey,
          signal: stop.signal,
          onProgress: (next) => change(id, { progress: next }),
        });
        putAway(id);
      } catch (error) {
        if (!stop.signal.aborted) change(id, { error });
      }
      await queries.invalidateQueries({ queryKey: [tenantId, 'jobs'] });
    },
  });
  const start = (files: readonly File[], scopeKey: string) => {
    for (const file of files) send.mutate({ file, scopeKey });
  };
  return { uploads, start };
}
