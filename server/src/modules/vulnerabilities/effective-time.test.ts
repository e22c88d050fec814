import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dated, whyNotAt } from './effective-time.ts';
import { statuses } from './lifecycle.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const found = Date.parse('2026-01-01T00:00:00Z');
const row: Dated = {
  firstSeenAt: iso(found),
  statusChangedAt: '2026-01-10T00:00:00.000Z',
  lastSeenAt: '2026-01-20T00:00:00.000Z',
};
const at = (text: string) => Date.parse(text);

describe('when a decision may have taken place', () => {
  it('is not before the finding', () => {
    expect(whyNotAt(row, 'RISK_ACCEPTED', at('2025-12-31T23:59:59Z'))).toContain('2026-01-01');
  });

  it('is not before the decision that stands, but may be the same moment', () => {
    expect(whyNotAt(row, 'FALSE_POSITIVE', at('2026-01-09T00:00:00Z'))).toContain('2026-01-10');
    expect(whyNotAt(row, 'FALSE_POSITIVE', at('2026-01-10T00:00:00Z'))).toBeUndefined();
  });

  it('is, for a fix, not before the last scan that still saw it', () => {
    expect(whyNotAt(row, 'CLIENT_FIXED', at('2026-01-15T00:00:00Z'))).toContain('2026-01-20');
    expect(whyNotAt(row, 'FALSE_POSITIVE', at('2026-01-15T00:00:00Z'))).toBeUndefined();
    expect(whyNotAt(row, 'CLIENT_FIXED', at('2026-01-20T00:00:00Z'))).toBeUndefined();
  });

  it('never makes history run backwards, whatever is tried in whatever order', () => {
    const act = fc.record({
      to: fc.constantFrom(...statuses),
      afterMs: fc.integer({ min: -1e9, max: 1e10 }),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        let state: Dated = { ...row, statusChangedAt: row.firstSeenAt };
        const times: number[] = [found];
        for (const { to, afterMs } of acts) {
          const atMs = found + afterMs;
          if (whyNotAt(state, to, atMs) !== undefined) continue;
          state = { ...state, statusChangedAt: iso(atMs) };
          times.push(atMs);
        }
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });
});
