import { Checkbox as Base } from '@base-ui/react/checkbox';
import type { ReactNode } from 'react';
import { classes } from '../shared/classes.ts';
import { Icon } from './icon.tsx';

interface CheckboxProps {
  readonly checked: boolean;
  readonly indeterminate?: boolean;
  readonly onChange: (checked: boolean) => void;
  /** Read out when no visible words stand beside it. */
  readonly label?: string;
  readonly disabled?: boolean;
  readonly tabIndex?: number;
}

export function Checkbox({
  checked,
  indeterminate = false,
  onChange,
  label,
  disabled = false,
  tabIndex,
}: CheckboxProps) {
  return (
    <Base.Root
      checked={checked}
      indeterminate={indeterminate}
      disabled={disabled}
      onCheckedChange={onChange}
      aria-label={label}
      tabIndex={tabIndex}
      className={classes(
        'flex size-4 shrink-0 items-center justify-center rounded-[3px] border border-control bg-raised text-on-accent',
        'data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent',
        'cursor-pointer data-disabled:cursor-default data-disabled:opacity-50',
      )}
    >
      <Base.Indicator className="flex">
        {indeterminate ? (
          <span className="h-0.5 w-2 rounded-full bg-current" />
        ) : (
          <Icon name="check" className="size-3" />
        )}
      </Base.Indicator>
    </Base.Root>
  );
}

/** A box with its words: pressing the words presses the box. */
export function CheckboxLine({ children, ...rest }: CheckboxProps & { readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the checkbox inside
    <label className="flex cursor-pointer items-start gap-2">
      <span className="flex h-5 items-center">
        <Checkbox {...rest} />
      </span>
      <span className="min-w-0">{children}</span>
    </label>
  );
}
