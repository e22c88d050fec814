import { Field as Base } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import { classes } from '../shared/classes.ts';
import { controlClass } from './control-class.ts';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Label, control, hint and error, tied together for assistive technology. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  return (
    <Base.Root invalid={error !== undefined} className={classes('flex flex-col gap-1', className)}>
      <Base.Label className="text-label font-medium text-text">{label}</Base.Label>
      {children}
      {hint ? <Base.Description className="text-label text-muted">{hint}</Base.Description> : null}
      {error ? (
        <Base.Error match={true} className="text-label text-critical-text">
          {error}
        </Base.Error>
      ) : null}
    </Base.Root>
  );
}

export function Input({
  className,
  ...rest
}: Omit<ComponentProps<typeof Base.Control>, 'className'> & { className?: string }) {
  return <Base.Control {...rest} className={classes(controlClass, 'h-8', className)} />;
}

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'className'> & { className?: string };

export function TextArea({ className, ...rest }: TextAreaProps) {
  return (
    <Base.Control
      render={<textarea {...rest} />}
      className={classes(controlClass, 'min-h-20 py-1.5', className)}
    />
  );
}
