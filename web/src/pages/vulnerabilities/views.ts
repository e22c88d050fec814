import { t } from '../../shared/i18n.ts';
import { stringifySearch } from '../../shared/search.ts';
import type { SavedView } from '../../shared/views.ts';
import type { VulnerabilitySearch } from './search.ts';

const offered = (name: string, search: VulnerabilitySearch): SavedView => ({
  name,
  query: stringifySearch(search).slice(1),
  // The reader's own columns stay.
  hidden: '',
});

/** The questions that most people ask of the register. */
export const offeredViews: readonly SavedView[] = [
  offered(t('vulns.view.open'), { status: ['OPEN'] }),
  offered(t('vulns.view.late'), { status: ['OPEN'], slaState: ['OVERDUE'], sort: ['dueAt'] }),
  offered(t('vulns.view.kev'), { status: ['OPEN'], kev: true }),
  offered(t('vulns.view.crown'), { status: ['OPEN'], criticality: ['5'] }),
  offered(t('vulns.view.unassigned'), { status: ['OPEN'], unassigned: true }),
  offered(t('vulns.view.verify'), { status: ['CLIENT_FIXED'] }),
];
