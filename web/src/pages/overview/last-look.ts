import { useEffect, useState } from 'react';
import { useStored } from '../../shared/stored.ts';

const newVisitMs = 30 * 60_000;

/** When this person last looked at the overview of the tenant before this visit; undefined on the first. */
export function useLastLook(tenantId: string): string | undefined {
  const [stored, setStored] = useStored(`look.${tenantId}`, '');
  // The value of this visit must not move while it lasts.
  const [before] = useState(stored);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a visit
  useEffect(() => {
    const last = Date.parse(before);
    if (Number.isNaN(last) || Date.now() - last > newVisitMs) setStored(new Date().toISOString());
  }, []);
  return before === '' ? undefined : before;
}
