import { describe, expect, it } from 'vitest';
import { trendEvents } from './trend-events.ts';

const event = (at: string, text: string) => ({
  at,
  text,
  kind: 'IMPORT_FINALIZED' as const,
  subjectId: null,
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
      { at: '2026-03-01T00:00:00Z', text: 'First scan', late: false },
      { at: '2026-12-31T00:00:00Z', text: '2 events', late: true },
    ]);
  });
});
