import { describe, expect, it } from 'vitest';
import { type PastEvent, type PresentRow, standingAt } from './past.ts';

const dayMs = 86_400_000;
const day = (n: number) => n * dayMs;
const quiet: PastEvent = {
  atMs: 0,
  kind: 'STATUS',
  fromStatus: 'OPEN',
  toStatus: 'OPEN',
  from: null,
  to: null,
  previousSeverity: null,
  severity: null,
};
const event = (atDay: number, part: Partial<PastEvent>): PastEvent => ({
  ...quiet,
  atMs: day(atDay),
  ...part,
});
const move = (atDay: number, kind: string, fromStatus: string, toStatus: string) =>
  event(atDay, { kind, fromStatus, toStatus });

const row: PresentRow = {
  status: 'OPEN',
  severity: 'HIGH',
  severityOverride: null,
  recurrences: 0,
  firstSeenAtMs: day(0),
  openedAtMs: day(0),
  setDueAtMs: null,
  slaDueAtMs: day(30),
  events: [],
};

/** Seen on day 0, fixed on 10, verified on 12, came back on 40, and again on 100 after another fix. */
const returning: PresentRow = {
  ...row,
  recurrences: 2,
  openedAtMs: day(100),
  slaDueAtMs: day(130),
  events: [
    move(10, 'STATUS', 'OPEN', 'CLIENT_FIXED'),
    move(12, 'STATUS', 'CLIENT_FIXED', 'VERIFIED'),
    move(40, 'RECURRED', 'VERIFIED', 'OPEN'),
    move(60, 'STATUS', 'OPEN', 'CLIENT_FIXED'),
    move(65, 'STATUS', 'CLIENT_FIXED', 'VERIFIED'),
    move(100, 'RECURRED', 'VERIFIED', 'OPEN'),
  ],
};

describe('a row as it stood', () => {
  it('without a history is the row as it stands', () => {
    expect(standingAt(row, day(50))).toEqual({
      status: 'OPEN',
      severity: 'HIGH',
      recurrences: 0,
      openedAtMs: 0,
      dueAtMs: day(30),
    });
  });

  it.each([
    [5, { status: 'OPEN', recurrences: 0, openedAtMs: day(0), dueAtMs: day(30) }],
    [11, { status: 'CLIENT_FIXED', recurrences: 0, openedAtMs: day(0), dueAtMs: day(30) }],
    [20, null],
    [40, { status: 'OPEN', recurrences: 1, openedAtMs: day(40), dueAtMs: day(70) }],
    [62, { status: 'CLIENT_FIXED', recurrences: 1, openedAtMs: day(40), dueAtMs: day(70) }],
    [80, null],
    [100, { status: 'OPEN', recurrences: 2, openedAtMs: day(100), dueAtMs: day(130) }],
  ])('on day %i knows neither later recurrences nor later openings', (atDay, expected) => {
    const standing = standingAt(returning, day(atDay));
    if (expected === null) expect(standing).toBeNull();
    else expect(standing).toEqual({ ...expected, severity: 'HIGH' });
  });

  it('is no vulnerability before a report said that it is one', () => {
    const promoted = { ...row, events: [event(10, { kind: 'OPENED', fromStatus: null, toStatus: 'OPEN' })] };
    expect(standingAt(promoted, day(9))).toBeNull();
    expect(standingAt(promoted, day(10))).toMatchObject({ status: 'OPEN' });
  });

  it('a fix that did not hold opens again on the old clock', () => {
    const reopened: PresentRow = {
      ...row,
      openedAtMs: day(20),
      events: [move(10, 'STATUS', 'OPEN', 'CLIENT_FIXED'), move(20, 'SEEN_AGAIN', 'CLIENT_FIXED', 'OPEN')],
    };
    expect(standingAt(reopened, day(15))).toMatchObject({
      status: 'CLIENT_FIXED',
      openedAtMs: 0,
      dueAtMs: day(30),
    });
    expect(standingAt(reopened, day(20))).toMatchObject({ openedAtMs: day(20), dueAtMs: day(30) });
  });

  it('has the severity and the limit of then, whoever changed them', () => {
    const changed: PresentRow = {
      ...row,
      severity: 'CRITICAL',
      severityOverride: 'LOW',
      slaDueAtMs: day(120),
      events: [
        event(10, { kind: 'CONTENT', previousSeverity: 'MEDIUM', severity: 'HIGH' }),
        event(20, { kind: 'SEVERITY', from: 'HIGH', to: 'LOW' }),
        event(30, { kind: 'CONTENT', previousSeverity: 'HIGH', severity: 'CRITICAL' }),
      ],
    };
    const at = (atDay: number) => standingAt(changed, day(atDay));
    expect(at(5)).toMatchObject({ severity: 'MEDIUM', dueAtMs: day(90) });
    expect(at(15)).toMatchObject({ severity: 'HIGH' });
    expect(at(25)).toMatchObject({ severity: 'LOW', dueAtMs: day(120) });
    expect(at(40)).toMatchObject({ severity: 'LOW', dueAtMs: day(120) });
  });

  it("has a person's date only from when it was set", () => {
    const dated: PresentRow = {
      ...row,
      setDueAtMs: day(90),
      events: [
        event(10, { kind: 'DUE_DATE', from: null, to: new Date(day(60)).toISOString() }),
        event(20, {
          kind: 'DUE_DATE',
          from: new Date(day(60)).toISOString(),
          to: new Date(day(90)).toISOString(),
        }),
      ],
    };
    const due = [5, 10, 20].map((atDay) => standingAt(dated, day(atDay))?.dueAtMs);
    expect(due).toEqual([day(30), day(60), day(90)]);
  });
});
