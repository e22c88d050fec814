import type { UploadProgress } from '../../api/upload.ts';

/** A report on its way to the server, or waiting for its turn. One that was refused stays until it is put away. */
export interface QueuedUpload {
  readonly id: number;
  readonly fileName: string;
  readonly state: 'WAITING' | 'SENDING' | 'REFUSED';
  readonly progress: UploadProgress;
  readonly error: unknown;
}

/** All that was added since the queue was last empty. */
export interface QueueState {
  readonly uploads: readonly QueuedUpload[];
  readonly sentFiles: number;
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

export interface UploadQueue {
  add(files: readonly File[], scopeKey: string): void;
  /** Stops, or takes out of the line, or puts away. */
  drop(id: number): void;
  state(): QueueState;
  subscribe(listener: () => void): () => void;
}

export interface Sending {
  readonly file: File;
  readonly scopeKey: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UploadProgress) => void;
}

interface QueueOptions {
  readonly send: (sending: Sending) => Promise<void>;
  /** After each, sent or refused. */
  readonly onSettled: () => void;
}

interface Entry extends QueuedUpload {
  readonly file: File;
  readonly scopeKey: string;
  readonly stop: AbortController;
}

/** More would only share one line, and the server reads one report of a scope after the other. */
const atOnce = 2;

/** Sends reports one after the other, two at a time, in the order in which they were added. */
export function uploadQueue({ send, onSettled }: QueueOptions): UploadQueue {
  let entries: readonly Entry[] = [];
  let sent = { files: 0, bytes: 0 };
  let nextId = 1;
  let state = stateOf(entries, sent);
  const listeners = new Set<() => void>();
  const update = (next: readonly Entry[]) => {
    entries = next;
    if (!entries.some(isUnderWay)) sent = { files: 0, bytes: 0 };
    state = stateOf(entries, sent);
    for (const listener of listeners) listener();
  };
  const change = (id: number, part: Partial<Entry>) =>
    update(entries.map((each) => (each.id === id ? { ...each, ...part } : each)));
  const without = (id: number) => entries.filter((each) => each.id !== id);
  const run = async (entry: Entry) => {
    change(entry.id, { state: 'SENDING' });
    const { file, scopeKey, stop, id } = entry;
    try {
      const onProgress = (progress: UploadProgress) => change(id, { progress });
      await send({ file, scopeKey, signal: stop.signal, onProgress });
      sent = { files: sent.files + 1, bytes: sent.bytes + file.size };
      update(without(id));
    } catch (error) {
      if (!stop.signal.aborted) change(id, { state: 'REFUSED', error });
    }
    onSettled();
    startNext();
  };
  const startNext = () => {
    const free = atOnce - entries.filter(({ state: at }) => at === 'SENDING').length;
    for (const entry of entries.filter(({ state: at }) => at === 'WAITING').slice(0, Math.max(0, free)))
      void run(entry);
  };
  return {
    add(files, scopeKey) {
      const added = files.map((file) => newEntry(nextId++, file, scopeKey));
      update([...entries, ...added]);
      startNext();
    },
    drop(id) {
      entries.find((each) => each.id === id)?.stop.abort();
      update(without(id));
      startNext();
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function newEntry(id: number, file: File, scopeKey: string): Entry {
  const progress = { sentBytes: 0, totalBytes: file.size, bytesPerSecond: null, secondsLeft: null };
  return {
    id,
    file,
    scopeKey,
    progress,
    fileName: file.name,
    state: 'WAITING',
    error: null,
    stop: new AbortController(),
  };
}

function isUnderWay({ state }: QueuedUpload): boolean {
  return state !== 'REFUSED';
}

function stateOf(
  entries: readonly Entry[],
  sent: { readonly files: number; readonly bytes: number },
): QueueState {
  const underWay = entries.filter(isUnderWay);
  const sum = (of: (entry: Entry) => number) => underWay.reduce((total, entry) => total + of(entry), 0);
  // The form around a file is counted by the browser as well: never more than the file itself.
  const sentBytes = sent.bytes + sum(({ progress, file }) => Math.min(progress.sentBytes, file.size));
  const totalBytes = sent.bytes + sum(({ file }) => file.size);
  const rate = sum(({ progress, state }) => (state === 'SENDING' ? (progress.bytesPerSecond ?? 0) : 0));
  return {
    uploads: entries,
    sentFiles: sent.files,
    sentBytes,
    totalBytes,
    bytesPerSecond: rate > 0 ? rate : null,
    secondsLeft: rate > 0 ? (totalBytes - sentBytes) / rate : null,
  };
}
