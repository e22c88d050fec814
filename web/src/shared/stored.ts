import { useState } from 'react';

/** A small choice of this person on this device (rail folded, density, columns). Survives reload; never holds data. */
export function useStored(key: string, initial: string): [string, (value: string) => void] {
  const name = `crp.${key}`;
  const [value, setValue] = useState(() => read(name) ?? initial);
  const store = (next: string) => {
    setValue(next);
    try {
      localStorage.setItem(name, next);
    } catch {
      // Storage may be blocked; the choice then lasts until the page is closed.
    }
  };
  return [value, store];
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
