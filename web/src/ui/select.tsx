import { Select as Base } from '@base-ui/react/select';
import type { ReactNode } from 'react';
import { classes } from '../shared/classes.ts';
import { controlClass } from './control-class.ts';
import { Icon } from './icon.tsx';
import { itemClass, popupClass } from './popup-class.ts';

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly mark?: ReactNode;
}

interface SelectProps<V extends string> {
  readonly value: V;
  readonly choices: readonly Choice<V>[];
  readonly onChange: (value: V) => void;
  /** Needed when no Field names it. */
  readonly label?: string;
  readonly className?: string;
  readonly disabled?: boolean;
}

export function Select<V extends string>({
  value,
  choices,
  onChange,
  label,
  className,
  disabled = false,
}: SelectProps<V>) {
  const chosen = choices.find((choice) => choice.value === value);
  return (
    <Base.Root<V>
      value={value}
      items={choices}
      disabled={disabled}
      onValueChange={(next) => {
        if (next !== null) onChange(next);
      }}
    >
      <Base.Trigger
        aria-label={label}
        className={classes(controlClass, 'flex h-8 items-center justify-between gap-2 text-left', className)}
      >
        <span className="flex min-w-0 items-center gap-2 truncate">
          {chosen?.mark}
          <Base.Value />
        </span>
        <Base.Icon className="text-muted">
          <Icon name="chevronDown" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className={classes(popupClass, 'min-w-(--anchor-width)')}>
            <Base.List className="max-h-72 overflow-y-auto">
              {choices.map((choice) => (
                <Base.Item key={choice.value} value={choice.value} className={itemClass}>
                  {choice.mark}
                  <Base.ItemText className="flex-1">{choice.label}</Base.ItemText>
                  <Base.ItemIndicator>
                    <Icon name="check" className="text-accent" />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
