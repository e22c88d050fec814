import { Link, useParams } from '@tanstack/react-router';
import { classes } from '../../shared/classes.ts';
import { t } from '../../shared/i18n.ts';
import { useMembership } from '../../shared/tenant.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { type Section, sectionsFor } from './nav.ts';

interface RailProps {
  readonly folded: boolean;
  readonly onFold: (folded: boolean) => void;
}

/** The sections at the left edge: 224 px, or icons alone. */
export function Rail({ folded, onFold }: RailProps) {
  return (
    <div
      className={classes(
        'hidden shrink-0 flex-col border-r border-line bg-sunken py-3 md:flex',
        folded ? 'w-13 items-center px-2' : 'w-56 px-3',
      )}
    >
      <SectionLinks folded={folded} />
      <div className="flex-1" />
      <IconButton
        label={folded ? t('nav.unfold') : t('nav.fold')}
        icon="panel"
        className={folded ? undefined : 'self-start'}
        onClick={() => onFold(!folded)}
      />
    </div>
  );
}

export function SectionLinks({
  folded = false,
  onFollow,
}: {
  readonly folded?: boolean;
  readonly onFollow?: () => void;
}) {
  const { role } = useMembership();
  return (
    <nav aria-label={t('nav.label')}>
      <ul className="flex flex-col gap-0.5">
        {sectionsFor(role).map((section) => (
          <li key={section.to}>
            <SectionLink section={section} folded={folded} onFollow={onFollow} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface SectionLinkProps {
  readonly section: Section;
  readonly folded: boolean;
  readonly onFollow: (() => void) | undefined;
}

function SectionLink({ section, folded, onFollow }: SectionLinkProps) {
  const { tenantId } = useParams({ from: '/t/$tenantId' });
  return (
    <Link
      to={section.to}
      params={{ tenantId }}
      search={section.search ?? {}}
      activeOptions={{ includeSearch: false }}
      onClick={() => onFollow?.()}
      title={folded ? t(section.label) : undefined}
      className={classes(
        'group flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-muted no-underline hover:bg-line/60 hover:text-text',
        'aria-[current=page]:bg-line/70 aria-[current=page]:text-text',
        folded && 'w-9 justify-center px-0',
      )}
    >
      <Icon name={section.icon} className="group-aria-[current=page]:text-accent" />
      <span className={folded ? 'sr-only' : undefined}>{t(section.label)}</span>
    </Link>
  );
}
