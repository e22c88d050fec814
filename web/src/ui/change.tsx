import { classes } from '../shared/classes.ts';
import { formatDelta } from '../shared/format.ts';
import { Icon } from './icon.tsx';

interface ChangeProps {
  readonly delta: number;
  /** Whether more is better (a score) or worse (a backlog). */
  readonly moreIsBetter: boolean;
  readonly digits?: number;
}

/** A signed change with an arrow; colour says whether it is welcome. */
export function Change({ delta, moreIsBetter, digits = 0 }: ChangeProps) {
  const rounded = Number(delta.toFixed(digits));
  if (rounded === 0) return <span className="tabular font-medium text-muted">{formatDelta(0)}</span>;
  const welcome = rounded > 0 === moreIsBetter;
  return (
    <span
      className={classes(
        'tabular inline-flex items-center gap-0.5 font-medium',
        welcome ? 'text-good-text' : 'text-critical-text',
      )}
    >
      <Icon name={rounded > 0 ? 'arrowUp' : 'arrowDown'} className="size-3.5" />
      {formatDelta(delta, digits)}
    </span>
  );
}
