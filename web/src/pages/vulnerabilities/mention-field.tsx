import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { usersQuery } from '../../api/people.ts';
import { classes } from '../../shared/classes.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Field, TextArea } from '../../ui/field.tsx';
import { popupClass } from '../../ui/popup-class.ts';
import { draftAt, type Member, membersFor } from './mention-text.ts';

interface MentionFieldProps {
  readonly label: string;
  readonly text: string;
  readonly members: readonly Member[];
  readonly focused: boolean;
  readonly onChange: (text: string) => void;
  readonly onPick: (member: Member) => void;
}

const offered = 6;

/** Active people of the tenant. */
export function useMembers(): readonly Member[] {
  const users = useQuery(usersQuery(useApi(), useTenantId())).data?.items ?? [];
  return users.filter(({ status }) => status === 'ACTIVE');
}

/** Text in which "@" offers members: arrows choose, Enter or Tab takes, Escape leaves the text as it is. */
export function MentionField({ label, text, members, focused, onChange, onPick }: MentionFieldProps) {
  const listId = useId();
  const area = useArea(focused);
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(0);
  const draft = caret === undefined ? undefined : draftAt(text, caret);
  const found = draft ? membersFor(members, draft.query, offered) : [];
  const chosen = Math.min(active, found.length - 1);
  const close = () => setCaret(undefined);
  const take = (member: Member) => {
    if (!draft) return;
    const before = `${text.slice(0, draft.start)}@${member.displayName} `;
    // At once: what is typed next goes where the name ends.
    flushSync(() => {
      onChange(before + text.slice(draft.start + 1 + draft.query.length));
      onPick(member);
      close();
    });
    area.current?.setSelectionRange(before.length, before.length);
  };
  return (
    <div className="relative">
      <Field label={label} hint={t('comments.hint')}>
        <TextArea
          ref={area}
          value={text}
          required
          maxLength={4_000}
          rows={3}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          {...(chosen >= 0
            ? { 'aria-controls': listId, 'aria-activedescendant': `${listId}-${chosen}` }
            : {})}
          onChange={({ currentTarget }) => {
            setActive(0);
            setCaret(currentTarget.selectionEnd);
            onChange(currentTarget.value);
          }}
          onKeyDown={(event) =>
            chooseByKey(event, { found, chosen, onMove: setActive, onTake: take, onClose: close })
          }
          onBlur={close}
        />
      </Field>
      {found.length > 0 ? <Offers listId={listId} found={found} chosen={chosen} onTake={take} /> : null}
    </div>
  );
}

/** @param focused begins with the caret in it */
function useArea(focused: boolean) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (focused) area.current?.focus();
  }, [focused]);
  return area;
}

interface Choosing {
  readonly found: readonly Member[];
  readonly chosen: number;
  readonly onMove: (to: number) => void;
  readonly onTake: (member: Member) => void;
  readonly onClose: () => void;
}

/** Without offers every key is the text's own. */
function chooseByKey(event: KeyboardEvent, { found, chosen, onMove, onTake, onClose }: Choosing): void {
  const member = found[chosen];
  if (!member) return;
  const { key } = event;
  if (key === 'ArrowDown') onMove((chosen + 1) % found.length);
  else if (key === 'ArrowUp') onMove((chosen + found.length - 1) % found.length);
  else if (key === 'Enter' || key === 'Tab') onTake(member);
  else if (key === 'Escape') onClose();
  else return;
  event.preventDefault();
  // Escape would close the drawer as well.
  event.stopPropagation();
}

interface OffersProps {
  readonly listId: string;
  readonly found: readonly Member[];
  readonly chosen: number;
  readonly onTake: (member: Member) => void;
}

/** The caret stays in the text: which offer is the active one is said by `aria-activedescendant`. */
function Offers({ listId, found, chosen, onTake }: OffersProps) {
  return (
    <div
      id={listId}
      role="listbox"
      aria-label={t('comments.members')}
      className={classes(popupClass, 'absolute z-10 mt-1 w-full max-w-72')}
    >
      {found.map((member, index) => (
        <div
          key={member.id}
          id={`${listId}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className="flex min-h-8 cursor-default items-center rounded-sm px-2 py-1 hover:bg-hover aria-selected:bg-hover"
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(member);
          }}
        >
          <span className="truncate">{member.displayName}</span>
        </div>
      ))}
    </div>
  );
}
