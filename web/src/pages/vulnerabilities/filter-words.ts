import { formatDay, formatShare } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { flags, pins, type VulnerabilitySearch } from './search.ts';

interface FilterPart {
  readonly name: string;
  readonly text: string;
}

/** The parts of the sentence that describes the list. */
export function describeFilters(search: VulnerabilitySearch): FilterPart[] {
  const parts: FilterPart[] = [];
  const add = (name: string, texts: readonly string[] | undefined) => {
    if (texts && texts.length > 0) parts.push({ name, text: texts.join(t('vulns.or')) });
  };
  add(
    'status',
    search.status?.map((status) => t(`status.${status}`).toLowerCase()),
  );
  add(
    'severity',
    search.severity?.map((severity) => t(`severity.${severity}`).toLowerCase()),
  );
  add(
    'class',
    search.class?.map((each) => t(`class.${each}`).toLowerCase()),
  );
  if (search.criticality) parts.push({ name: 'criticality', text: criticalityWords(search.criticality) });
  add(
    'exposure',
    search.exposure?.map((each) => t(`exposure.${each}`).toLowerCase()),
  );
  add(
    'slaState',
    search.slaState?.map((each) => t(`sla.${each}`).toLowerCase()),
  );
  for (const flag of flags) {
    if (search[flag]) parts.push({ name: flag, text: t(`vulns.flag.${flag}`) });
  }
  for (const pin of pins) {
    const value = search[pin];
    if (value !== undefined)
      parts.push({ name: pin, text: t(`vulns.pin.${pin}`, { value: pinValue(pin, value) }) });
  }
  return parts;
}

function criticalityWords(values: readonly string[]): string {
  if (values.length === 1 && values[0] === '5') return t('vulns.onCrownJewels');
  return t('vulns.onCriticality', { values: values.join(t('vulns.or')) });
}

function pinValue(pin: (typeof pins)[number], value: string): string {
  if (pin === 'minEpss') return formatShare(Number(value));
  if (pin === 'dueBefore' || pin === 'firstSeenAfter') return formatDay(value);
  return value.replaceAll(',', t('vulns.or'));
}
