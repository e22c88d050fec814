import { useSyncExternalStore } from 'react';

/** What was chosen since the page was opened; storage may be blocked, the choice then lasts until the page is closed. */
const chosen = new Map<string, string>();
const listeners = new Set<() => void>();

/**
 * A small choice of this person on this device (rail folded, density, columns). Survives reload, is the same wherever it is
 * used; never holds data.
 */
export function useStored(key: string, initial: string): [string, (value: string) => void] {
  const name = `crp.${key}`;
  const value = useSyncExternalStore(subscribe, () => read(name) ?? initial);
  return [value, (next) => store(name, next)];
}

function store(name: string, value: string): void {
  chosen.set(name, value);
  try {
    localStorage.setItem(name, value);
  } catch {
    // Blocked: see above.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  const fromOtherTab = ({ key, newValue }: StorageEvent) => {
    if (key === null || newValue === null) chosen.clear();
    else chosen.set(key, newValue);
    listener();
  };
  listeners.add(listener);
  window.addEventListener('storage', fromOtherTab);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', fromOtherTab);
  };
}

function read(name: string): string | null {
  const known = chosen.get(name);
  if (known !== undefined) return known;
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
