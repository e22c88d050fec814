import { Progress as Base } from '@base-ui/react/progress';
import type { ReactNode } from 'react';

interface ProgressProps {
  readonly label: string;
  /** 0..1; null when the end is not known yet. */
  readonly share: number | null;
  /** What is happening in words: counts, rate, time left. */
  readonly children?: ReactNode;
}

export function Progress({ label, share, children }: ProgressProps) {
  return (
    <Base.Root value={share === null ? null : Math.round(share * 100)} className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <Base.Label className="text-body font-medium">{label}</Base.Label>
        <span className="tabular text-label text-muted">{children}</span>
      </div>
      <Base.Track className="h-1 overflow-hidden rounded-full bg-line">
        <Base.Indicator className="h-full rounded-full bg-accent transition-[width] duration-150 data-indeterminate:w-1/3 data-indeterminate:animate-pulse" />
      </Base.Track>
    </Base.Root>
  );
}
