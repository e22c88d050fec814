import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Menu, MenuCheck, MenuLabel, MenuLine } from '../../ui/menu.tsx';
import { SearchBox } from '../../ui/table/search-box.tsx';
import { type AssetSearch, criticalities, exposures, flags, kinds, readAssetSearch } from './search.ts';

interface FiltersProps {
  readonly search: AssetSearch;
  readonly onChange: (search: AssetSearch) => void;
}

export function AssetFilterBar({ search, onChange }: FiltersProps) {
  const set = (change: Record<string, unknown>) => onChange(readAssetSearch({ ...search, ...change }));
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <SearchBox
        label={t('assets.search')}
        value={search.q ?? ''}
        onChange={(q) => set({ q })}
        className="w-full sm:w-72"
      />
      <Menu trigger={<Button icon="filter">{t('table.addFilter')}</Button>} className="w-60">
        <MenuLabel>{t('assets.criticality')}</MenuLabel>
        {criticalities.map((word) => (
          <MenuCheck
            key={word}
            checked={search.criticality?.includes(word) === true}
            onChange={(on) => set({ criticality: switched(search.criticality, word, on) })}
          >
            {t(`criticality.${word}`)}
          </MenuCheck>
        ))}
        <MenuLine />
        <MenuLabel>{t('assets.exposure')}</MenuLabel>
        {exposures.map((word) => (
          <MenuCheck
            key={word}
            checked={search.exposure?.includes(word) === true}
            onChange={(on) => set({ exposure: switched(search.exposure, word, on) })}
          >
            {t(`exposure.${word}`)}
          </MenuCheck>
        ))}
        <MenuLine />
        {flags.map((flag) => (
          <MenuCheck key={flag} checked={search[flag] === true} onChange={(on) => set({ [flag]: on })}>
            {t(`assets.flag.${flag}`)}
          </MenuCheck>
        ))}
        <MenuLine />
        <MenuLabel>{t('assets.kind')}</MenuLabel>
        {kinds.map((word) => (
          <MenuCheck
            key={word}
            checked={search.kind?.includes(word) === true}
            onChange={(on) => set({ kind: switched(search.kind, word, on) })}
          >
            {t(`kind.${word}`)}
          </MenuCheck>
        ))}
      </Menu>
      {parts(search).map((part) => (
        <FilterChip
          key={part.name}
          removeLabel={t('table.removeFilter', { name: part.text })}
          onRemove={() => set({ [part.name]: undefined })}
        >
          {part.text}
        </FilterChip>
      ))}
    </div>
  );
}

function switched(chosen: readonly string[] | undefined, word: string, on: boolean): string[] {
  const rest = (chosen ?? []).filter((each) => each !== word);
  return on ? [...rest, word] : rest;
}

function parts(search: AssetSearch): { name: string; text: string }[] {
  const or = t('vulns.or');
  const found: { name: string; text: string }[] = [];
  if (search.kind)
    found.push({ name: 'kind', text: search.kind.map((each) => t(`kind.${each}`).toLowerCase()).join(or) });
  if (search.criticality) {
    found.push({
      name: 'criticality',
      text: t('vulns.onCriticality', { values: search.criticality.join(or) }),
    });
  }
  if (search.exposure) {
    found.push({
      name: 'exposure',
      text: search.exposure.map((each) => t(`exposure.${each}`).toLowerCase()).join(or),
    });
  }
  for (const flag of flags) if (search[flag]) found.push({ name: flag, text: t(`assets.flag.${flag}`) });
  return found;
}
