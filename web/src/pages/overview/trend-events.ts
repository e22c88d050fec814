import type { Trends } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';

export interface TrendEvent {
  readonly at: string;
  readonly text: string;
  /** So near the right edge that its words stand to the left of it. */
  readonly late: boolean;
  /** What there is to see of it: the one assessment, all of them, the reports; nothing of a change of formula. */
  readonly leadsTo: { readonly assessmentId: string } | 'ASSESSMENTS' | 'REPORTS' | null;
}

/** Stretches of the axis that hold one label each. */
const places = 6;
const lateShare = 0.85;

/** The events of each stretch of time as one mark, so that words never stand on each other. */
export function trendEvents(trends: Pick<Trends, 'annotations' | 'from' | 'to'>): TrendEvent[] {
  const from = Date.parse(trends.from);
  const span = Math.max(1, Date.parse(trends.to) - from);
  const share = (at: string) => (Date.parse(at) - from) / span;
  const byPlace = Map.groupBy(trends.annotations, (event) =>
    Math.min(places - 1, Math.floor(share(event.at) * places)),
  );
  return [...byPlace.values()].flatMap((events) => {
    const last = events.at(-1);
    if (!last) return [];
    const text = events.length === 1 ? last.text : t('trend.events', { count: events.length });
    return [{ at: last.at, text, late: share(last.at) > lateShare, leadsTo: leadsTo(events) }];
  });
}

function leadsTo(events: Trends['annotations']): TrendEvent['leadsTo'] {
  const imports = events.filter(({ kind }) => kind === 'IMPORT_FINALIZED');
  const [only, second] = imports;
  if (only?.subjectId && !second && events.length === 1) return { assessmentId: only.subjectId };
  if (imports.length > 0) return 'ASSESSMENTS';
  return events.some(({ kind }) => kind === 'REPORT_MADE') ? 'REPORTS' : null;
}
