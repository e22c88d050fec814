import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Menu, MenuCheck, MenuLabel, MenuLine } from '../../ui/menu.tsx';
import { SeverityMark, severities } from '../../ui/severity.tsx';
import { SearchBox } from '../../ui/table/search-box.tsx';
import { describeFilters } from './filter-words.ts';
import {
  criticalities,
  flags,
  readVulnerabilitySearch,
  resultClasses,
  statuses,
  type VulnerabilitySearch,
} from './search.ts';

interface FiltersProps {
  readonly search: VulnerabilitySearch;
  readonly onChange: (search: VulnerabilitySearch) => void;
}

/** The filters as a sentence: "open · critical or high · overdue". Pressing a part takes it out. */
export function Filters({ search, onChange }: FiltersProps) {
  const parts = describeFilters(search);
  const without = (name: string) => onChange(readVulnerabilitySearch({ ...search, [name]: undefined }));
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <SearchBox
        label={t('vulns.search')}
        value={search.q ?? ''}
        onChange={(q) => onChange(readVulnerabilitySearch({ ...search, q }))}
        className="w-full sm:w-72"
      />
      <AddFilter search={search} onChange={onChange} />
      {parts.map((part, index) => (
        <span key={part.name} className="inline-flex items-center gap-1.5">
          {index > 0 ? <span className="text-faint">{t('ui.separator')}</span> : null}
          <FilterChip
            removeLabel={t('table.removeFilter', { name: part.text })}
            onRemove={() => without(part.name)}
          >
            {part.text}
          </FilterChip>
        </span>
      ))}
      {parts.length > 1 ? (
        <Button
          kind="ghost"
          size="small"
          onClick={() => onChange(readVulnerabilitySearch({ q: search.q, sort: search.sort }))}
        >
          {t('table.clearFilters')}
        </Button>
      ) : null}
    </div>
  );
}

function AddFilter({ search, onChange }: FiltersProps) {
  const set = (change: Record<string, unknown>) =>
    onChange(readVulnerabilitySearch({ ...search, ...change }));
  return (
    <Menu trigger={<Button icon="filter">{t('table.addFilter')}</Button>} className="w-64">
      <MenuLabel>{t('vulns.status')}</MenuLabel>
      {statuses.map((status) => (
        <MenuCheck
          key={status}
          checked={search.status?.includes(status) === true}
          onChange={(on) => set({ status: switched(statuses, search.status, { word: status, on }) })}
        >
          {t(`status.${status}`)}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuLabel>{t('vulns.severity')}</MenuLabel>
      {severities.map((severity) => (
        <MenuCheck
          key={severity}
          checked={search.severity?.includes(severity) === true}
          mark={<SeverityMark severity={severity} />}
          onChange={(on) => set({ severity: switched(severities, search.severity, { word: severity, on }) })}
        >
          {t(`severity.${severity}`)}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuLabel>{t('vulns.more')}</MenuLabel>
      {flags.map((flag) => (
        <MenuCheck key={flag} checked={search[flag] === true} onChange={(on) => set({ [flag]: on })}>
          {t(`vulns.flag.${flag}`)}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuLabel>{t('vulns.criticality')}</MenuLabel>
      {criticalities.map((each) => (
        <MenuCheck
          key={each}
          checked={search.criticality?.includes(each) === true}
          onChange={(on) =>
            set({ criticality: switched(criticalities, search.criticality, { word: each, on }) })
          }
        >
          {t(`criticality.${each}`)}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuLabel>{t('vulns.class')}</MenuLabel>
      {resultClasses.map((each) => (
        <MenuCheck
          key={each}
          checked={search.class?.includes(each) === true}
          onChange={(on) => set({ class: switched(resultClasses, search.class, { word: each, on }) })}
        >
          {t(`class.${each}`)}
        </MenuCheck>
      ))}
    </Menu>
  );
}

/** The list with the word put in or taken out, in the fixed order. */
function switched<W extends string>(
  all: readonly W[],
  chosen: readonly W[] | undefined,
  { word, on }: { word: W; on: boolean },
): W[] {
  return all.filter((each) => (each === word ? on : chosen?.includes(each)));
}
