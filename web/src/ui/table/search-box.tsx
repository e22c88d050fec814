import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import { classes } from '../../shared/classes.ts';
import { useHotkeys } from '../../shared/hotkeys.ts';
import { controlClass } from '../control-class.ts';
import { Icon } from '../icon.tsx';

const typingPauseMs = 250;

interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
}

/** A search that writes the URL when the typing pauses; "/" goes to it. */
export function SearchBox({ label, value, onChange, className }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useHotkeys({ '/': () => input.current?.focus() });
  const change = (event: ChangeEvent<HTMLInputElement>) => {
    const next = event.target.value;
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next.trim()), typingPauseMs);
  };
  return (
    <div className={classes('relative', className)}>
      <Icon name="search" className="pointer-events-none absolute top-2 left-2.5 text-muted" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={change}
        className={classes(controlClass, 'h-8 w-full pl-8')}
      />
    </div>
  );
}
