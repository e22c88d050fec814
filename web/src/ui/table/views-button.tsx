import { type SubmitEvent, useState } from 'react';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { maxNameLength, type SavedView } from '../../shared/views.ts';
import { Button, IconButton } from '../button.tsx';
import { Field, Input } from '../field.tsx';
import { Popover } from '../popover.tsx';

interface ViewsButtonProps {
  /** Offered to everybody; cannot be removed. */
  readonly offered: readonly SavedView[];
  readonly saved: readonly SavedView[];
  readonly onOpen: (view: SavedView) => void;
  /** Keeps the list as it stands under this name. */
  readonly onSave: (name: string) => void;
  readonly onRemove: (name: string) => void;
}

/** Lists that somebody wants to find again, by name. */
export function ViewsButton({ offered, saved, onOpen, onSave, onRemove }: ViewsButtonProps) {
  const [open, setOpen] = useState(false);
  const pick = (view: SavedView) => {
    setOpen(false);
    onOpen(view);
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSave(formText(new FormData(event.currentTarget), 'name'));
    event.currentTarget.reset();
  };
  return (
    <Popover
      title={t('views.title')}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon="table">{t('views.title')}</Button>}
    >
      <ul className="-mx-2 flex max-h-72 flex-col overflow-y-auto">
        {offered.map((view) => (
          <li key={view.name}>
            <ViewLine view={view} onPick={pick} />
          </li>
        ))}
        {saved.map((view) => (
          <li key={view.name} className="flex items-center gap-1">
            <ViewLine view={view} onPick={pick} />
            <IconButton
              label={t('views.remove', { name: view.name })}
              icon="close"
              size="small"
              kind="ghost"
              onClick={() => onRemove(view.name)}
            />
          </li>
        ))}
      </ul>
      <form className="flex items-end gap-2 border-t border-line pt-3" onSubmit={submit}>
        <div className="min-w-0 flex-1">
          <Field label={t('views.name')} hint={t('views.hint')}>
            <Input name="name" required maxLength={maxNameLength} pattern=".*\S.*" />
          </Field>
        </div>
        <Button type="submit" className="mb-5">
          {t('ui.save')}
        </Button>
      </form>
    </Popover>
  );
}

function ViewLine({
  view,
  onPick,
}: {
  readonly view: SavedView;
  readonly onPick: (view: SavedView) => void;
}) {
  return (
    <button
      type="button"
      onClick={() => onPick(view)}
      className="w-full min-w-0 flex-1 truncate rounded-sm px-2 py-1.5 text-left hover:bg-hover"
    >
      {view.name}
    </button>
  );
}
