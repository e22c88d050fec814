import { t } from '../../shared/i18n.ts';
import { IconButton } from '../button.tsx';
import { Menu, MenuCheck, MenuChoice, MenuLabel, MenuLine } from '../menu.tsx';
import type { Column } from './columns.ts';
import { densities, useDensity } from './use-density.ts';

interface ColumnChooserProps<T> {
  readonly columns: readonly Column<T>[];
  readonly shown: readonly Column<T>[];
  readonly onToggle: (id: string, on: boolean) => void;
}

/** Which columns, and how close the rows stand. */
export function ColumnChooser<T>({ columns, shown, onToggle }: ColumnChooserProps<T>) {
  const ids = new Set(shown.map((column) => column.id));
  const [density, setDensity] = useDensity();
  return (
    <Menu align="end" trigger={<IconButton label={t('table.layout')} icon="columns" kind="secondary" />}>
      <MenuChoice
        label={t('table.density')}
        value={density}
        choices={densities.map((value) => ({ value, label: t(`table.density.${value}`) }))}
        onChange={setDensity}
      />
      <MenuLine />
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
