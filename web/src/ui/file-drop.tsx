import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { classes } from '../shared/classes.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

interface FileDropProps {
  /** Names the region. */
  readonly label: string;
  /** Names the file field. */
  readonly fileLabel: string;
  readonly choose: string;
  readonly icon: IconName;
  readonly pending: boolean;
  readonly onFile: (file: File) => void;
  readonly className?: string;
  /** What stands beside the button: what to do, then what came of it. */
  readonly children: ReactNode;
}

/** Takes one file, by drop or by choice. */
export function FileDrop(props: FileDropProps) {
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (file: File | undefined) => {
    if (file) props.onFile(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <section
      aria-label={props.label}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classes(
        'flex flex-wrap items-center gap-3 rounded-md border border-dashed px-4 py-2.5',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-sunken',
        props.className,
      )}
    >
      <Icon name={props.icon} className="text-muted" />
      <div className="min-w-0 flex-1 basis-60" aria-live="polite">
        {props.children}
      </div>
      <input
        ref={chooser}
        type="file"
        aria-label={props.fileLabel}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <Button size="small" pending={props.pending} onClick={() => chooser.current?.click()}>
        {props.choose}
      </Button>
    </section>
  );
}
