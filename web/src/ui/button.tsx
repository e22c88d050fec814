import { Button as Base } from '@base-ui/react/button';
import type { ComponentProps, ReactNode } from 'react';
import { classes } from '../shared/classes.ts';
import { Hint } from './hint.tsx';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';

export type ButtonKind = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'small' | 'medium';

const kinds: Record<ButtonKind, string> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-hover',
  secondary: 'bg-raised text-text border-line-strong hover:bg-hover',
  ghost: 'bg-transparent text-muted border-transparent hover:bg-hover hover:text-text',
  danger: 'bg-raised text-critical-text border-line-strong hover:bg-hover hover:border-critical',
};

/** The look alone, for links that act like buttons. */
export function buttonClass(kind: ButtonKind = 'secondary', size: ButtonSize = 'medium'): string {
  return classes(
    'inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none transition-colors duration-100',
    'aria-disabled:opacity-50 disabled:opacity-50 disabled:pointer-events-none data-disabled:opacity-50',
    size === 'small' ? 'h-7 px-2 text-label' : 'h-8 px-3 text-body',
    kinds[kind],
  );
}

interface ButtonProps extends Omit<ComponentProps<typeof Base>, 'className'> {
  readonly kind?: ButtonKind;
  readonly size?: ButtonSize;
  readonly icon?: IconName;
  /** Under way: says so to assistive technology and refuses a second press. */
  readonly pending?: boolean;
  readonly className?: string | undefined;
  readonly children?: ReactNode;
}

export function Button({ kind, size, icon, pending, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <Base
      type="button"
      {...rest}
      disabled={disabled === true || pending === true}
      aria-busy={pending === true ? true : undefined}
      className={classes(buttonClass(kind, size), className)}
    >
      {icon ? <Icon name={icon} className={pending ? 'opacity-40' : undefined} /> : null}
      {children}
    </Base>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  readonly label: string;
  readonly icon: IconName;
}

/** A button of one drawing; its label is read out and shown on hover and focus. */
export function IconButton({
  label,
  icon,
  kind = 'ghost',
  size = 'medium',
  className,
  pending,
  ...rest
}: IconButtonProps) {
  return (
    <Hint text={label}>
      <Base
        type="button"
        {...rest}
        aria-label={label}
        aria-busy={pending === true ? true : undefined}
        className={classes(buttonClass(kind, size), size === 'small' ? 'w-7 px-0!' : 'w-8 px-0!', className)}
      >
        <Icon name={icon} />
      </Base>
    </Hint>
  );
}
