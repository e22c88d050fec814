import { lazy, Suspense, useSyncExternalStore } from 'react';
import { problemOf } from '../api/problem.ts';

export interface Notice {
  readonly title: string;
  readonly description: string | undefined;
  readonly failed: boolean;
}

/** Not shown yet. Taken out by the list, which is loaded when there is something to say for the first time. */
let waiting: readonly Notice[] = [];
const listeners = new Set<() => void>();

const List = lazy(() => import('./toast-list.tsx').then((module) => ({ default: module.ToastList })));

export function Toasts() {
  const any = useSyncExternalStore(subscribeNotices, () => listWanted);
  if (!any) return null;
  return (
    <Suspense>
      <List />
    </Suspense>
  );
}

let listWanted = false;

function add(notice: Notice): void {
  waiting = [...waiting, notice];
  listWanted = true;
  for (const listener of listeners) listener();
}

export function subscribeNotices(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Hands over what is waiting, once. */
export function takeNotices(): readonly Notice[] {
  const taken = waiting;
  waiting = [];
  return taken;
}

/** Says that something was done. Never the only trace of it. */
export function announce(title: string, description?: string): void {
  add({ title, description, failed: false });
}

/** Says that something was not done, and why. */
export function announceFailure(title: string, error: unknown): void {
  add({ title, description: problemOf(error).message, failed: true });
}
