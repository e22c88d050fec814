import type { ReactNode } from 'react';
import { classes } from '../shared/classes.ts';
import { Icon } from './icon.tsx';

/** A small fact: quiet, not pressable. */
export function Tag({
  children,
  tone = 'plain',
}: {
  readonly children: ReactNode;
  readonly tone?: 'plain' | 'alert';
}) {
  return (
    <span
      className={classes(
        'inline-flex h-5 items-center gap-1 rounded-sm border px-1.5 text-label whitespace-nowrap',
        tone === 'alert' ? 'border-critical/50 font-medium text-critical-text' : 'border-line text-muted',
      )}
    >
      {children}
    </span>
  );
}

interface ChipProps {
  readonly children: ReactNode;
  readonly removeLabel: string;
  readonly onRemove: () => void;
}

/** One word of the sentence that describes the list; pressing takes it out. */
export function FilterChip({ children, removeLabel, onRemove }: ChipProps) {
  return (
    <button
      type="button"
      aria-label={removeLabel}
      onClick={onRemove}
      className="group inline-flex h-7 items-center gap-1 rounded-md border border-line-strong bg-raised pr-1.5 pl-2 text-body hover:bg-hover"
    >
      {children}
      <Icon name="close" className="size-3 text-muted group-hover:text-text" />
    </button>
  );
}
