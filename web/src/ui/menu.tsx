import { Menu as Base } from '@base-ui/react/menu';
import { type ReactElement, type ReactNode, useRef } from 'react';
import { classes } from '../shared/classes.ts';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';
import { itemClass, popupClass } from './popup-class.ts';

interface MenuProps {
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
  readonly className?: string;
}

/** Stays beside its button in the document, so that it belongs to the same landmark. */
export function Menu({ trigger, children, align = 'start', className }: MenuProps) {
  const place = useRef<HTMLSpanElement>(null);
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <span ref={place} className="contents" />
      <Base.Portal container={place}>
        <Base.Positioner sideOffset={4} align={align} positionMethod="fixed" className="z-50 outline-none">
          <Base.Popup
            tabIndex={0}
            className={classes(popupClass, 'max-h-(--available-height) min-w-48 overflow-y-auto', className)}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  readonly icon?: IconName;
  readonly mark?: ReactNode;
  readonly children: ReactNode;
  readonly onPick: () => void;
  readonly disabled?: boolean;
}

export function MenuItem({ icon, mark, children, onPick, disabled = false }: MenuItemProps) {
  return (
    <Base.Item className={itemClass} onClick={onPick} disabled={disabled}>
      {icon ? <Icon name={icon} className="text-muted" /> : mark}
      <span className="flex-1">{children}</span>
    </Base.Item>
  );
}

interface MenuCheckProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly mark?: ReactNode;
  readonly children: ReactNode;
}

/** One of several that may be on at once; the menu stays open. */
export function MenuCheck({ checked, onChange, mark, children }: MenuCheckProps) {
  return (
    <Base.CheckboxItem
      className={itemClass}
      checked={checked}
      onCheckedChange={onChange}
      closeOnClick={false}
    >
      <span className="flex size-4 items-center justify-center rounded-[3px] border border-control in-data-checked:border-accent in-data-checked:bg-accent in-data-checked:text-on-accent">
        <Base.CheckboxItemIndicator>
          <Icon name="check" className="size-3" />
        </Base.CheckboxItemIndicator>
      </span>
      {mark}
      <span className="flex-1">{children}</span>
    </Base.CheckboxItem>
  );
}

interface MenuChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly { readonly value: V; readonly label: string; readonly icon?: IconName }[];
  readonly onChange: (value: V) => void;
}

/** One of a few. */
export function MenuChoice<V extends string>({ label, value, choices, onChange }: MenuChoiceProps<V>) {
  return (
    <Base.RadioGroup
      value={value}
      onValueChange={(next: unknown) => {
        const choice = choices.find((each) => each.value === next);
        if (choice) onChange(choice.value);
      }}
    >
      <MenuLabel>{label}</MenuLabel>
      {choices.map((choice) => (
        <Base.RadioItem key={choice.value} value={choice.value} className={itemClass} closeOnClick={false}>
          {choice.icon ? <Icon name={choice.icon} className="text-muted" /> : null}
          <span className="flex-1">{choice.label}</span>
          <Base.RadioItemIndicator>
            <Icon name="check" className="text-accent" />
          </Base.RadioItemIndicator>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <div className="px-2 pt-1.5 pb-1 text-label text-muted">{children}</div>;
}

export function MenuLine() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}
