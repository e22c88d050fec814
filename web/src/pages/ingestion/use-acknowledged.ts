import { useState } from 'react';
import type { Job } from '../../api/schema.ts';

export interface Acknowledged {
  readonly ids: ReadonlySet<string>;
  readonly set: (id: string, on: boolean) => void;
  /** Warnings that still need a tick. */
  readonly missing: number;
}

/** Which warnings this person has ticked. Kept with the page, sent only with finalize. */
export function useAcknowledged(job: Job): Acknowledged {
  const [ids, setIds] = useState<ReadonlySet<string>>(
    () => new Set(job.checks.filter((check) => check.acknowledged).map((check) => check.id)),
  );
  const warnings = job.checks.filter((check) => check.level === 'WARNING');
  return {
    ids,
    missing: warnings.filter((check) => !ids.has(check.id)).length,
    set: (id, on) => {
      const next = new Set(ids);
      if (on) next.add(id);
      else next.delete(id);
      setIds(next);
    },
  };
}
