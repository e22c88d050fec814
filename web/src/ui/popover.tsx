import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import { classes } from '../shared/classes.ts';
import { popupClass } from './popup-class.ts';

interface PopoverProps {
  readonly trigger: ReactElement;
  readonly title: string;
  readonly children: ReactNode;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom';
  readonly className?: string;
}

/** A small panel on its button: for a choice or a short form that needs no page. */
export function Popover({
  trigger,
  title,
  children,
  open,
  onOpenChange,
  align = 'end',
  side = 'bottom',
  className,
}: PopoverProps) {
  const control = { ...(open === undefined ? {} : { open }), ...(onOpenChange ? { onOpenChange } : {}) };
  return (
    <Base.Root {...control}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          sideOffset={6}
          align={align}
          side={side}
          collisionPadding={12}
          className="z-50 outline-none"
        >
          <Base.Popup
            className={classes(
              popupClass,
              'flex w-80 max-w-[calc(100vw-24px)] flex-col gap-3 p-4',
              className,
            )}
          >
            <Base.Title className="text-body font-semibold">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
