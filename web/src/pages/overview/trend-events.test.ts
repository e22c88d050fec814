import { describe, expect, it } from 'vitest';
import { trendEvents } from './trend-events.ts';

const assessmentId = '01a20bce-0000-7000-8000-000000000001';
const event = (at: string, text: string) => ({
  at,
  text,
  kind: 'IMPORT_FINALIZED' as const,
  subjectId: assessmentId,
});

describe('events on the trend', () => {
  it('share a mark when they are near each other, and keep their words when alone', () => {
    const events = trendEvents({
      from: '2026-01-01T00:00:00Z',
      to: '2026-12-31T00:00:00Z',
      annotations: [
        event('2026-03-01T00:00:00Z', 'First scan'),
        event('2026-12-30T00:00:00Z', 'a'),
        event('2026-12-31T00:00:00Z', 'b'),
      ],
    });
    expect(events).toEqual([
      { at: '2026-03-01T00:00:00Z', text: 'First scan', late: false, leadsTo: { assessmentId } },
      { at: '2026-12-31T00:00:00Z', text: '2 events', late: true, leadsTo: 'ASSESSMENTS' },
    ]);
  });

  it('lead to reports where only those were made, and nowhere for another formula', () => {
    const at = '2026-03-01T00:00:00Z';
    const leads = (kind: 'REPORT_MADE' | 'FORMULA_CHANGED') =>
      trendEvents({
        from: '2026-01-01T00:00:00Z',
        to: '2026-12-31T00:00:00Z',
        annotations: [{ at, text: 'x', kind, subjectId: null }],
      }).map(({ leadsTo }) => leadsTo);
    expect(leads('REPORT_MADE')).toEqual(['REPORTS']);
    expect(leads('FORMULA_CHANGED')).toEqual([null]);
  });
});
