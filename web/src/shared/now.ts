import { useSyncExternalStore } from 'react';

/** One clock for the page, ticking twice a minute, so that "3 minutes ago" stays true. */
let nowMs = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 30_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since 1970; changes every 30 seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
