import { t } from '../../shared/i18n.ts';
import { IconButton } from '../button.tsx';
import { Menu, MenuCheck, MenuLabel } from '../menu.tsx';
import type { Column } from './columns.ts';

interface ColumnChooserProps<T> {
  readonly columns: readonly Column<T>[];
  readonly shown: readonly Column<T>[];
  readonly onToggle: (id: string, on: boolean) => void;
}

export function ColumnChooser<T>({ columns, shown, onToggle }: ColumnChooserProps<T>) {
  const ids = new Set(shown.map((column) => column.id));
  return (
    <Menu align="end" trigger={<IconButton label={t('table.columns')} icon="columns" kind="secondary" />}>
      <MenuLabel>{t('table.columns')}</MenuLabel>
      {columns
        .filter((column) => column.fixed !== true)
        .map((column) => (
          <MenuCheck key={column.id} checked={ids.has(column.id)} onChange={(on) => onToggle(column.id, on)}>
            {column.title}
          </MenuCheck>
        ))}
    </Menu>
  );
}
