import { expect, test } from 'vitest';
import { freezeBoardPack } from './asks.ts';
import { asksPage } from './closing-pages.ts';
import { demoFacts } from './demo.fixture.ts';
import { figuresOf } from './figures.ts';
import { slaPage } from './risk-pages.ts';
import type { BoardPackFacts } from './snapshot.ts';

type Kev = BoardPackFacts['kev'];

const none: Kev = { open: 0, openAtStart: null, assets: 0, oldestDays: null };
const withoutFeed = { feed: null, statedBy: [], exploitAvailable: 0 };

function pageText(page: typeof slaPage, kev: Kev, facts: BoardPackFacts = demoFacts): string {
  const changed = { ...facts, kev };
  const input = { facts: freezeBoardPack(changed), figures: figuresOf(changed), accent: '#000000' };
  return JSON.stringify(page(input).page);
}

test('without a feed, silence of the reports is said to be silence', () => {
  const text = pageText(slaPage, { ...none, basis: withoutFeed });
  expect(text).toContain('No feed of exploited vulnerabilities is loaded');
  expect(text).toContain('That does not mean that they do not.');
  expect(text).not.toContain('No open weakness is in the catalogue');
});

test('what reports state is told with who states it, and that there may be more', () => {
  const basis = { feed: null, statedBy: ['Nessus', 'Nuclei'], exploitAvailable: 4 };
  const text = pageText(slaPage, { open: 2, openAtStart: 1, assets: 2, oldestDays: 9, basis });
  expect(text).toContain(
    'Reports of Nessus and Nuclei say that attackers use weaknesses of two assets; the oldest has been open for nine days.',
  );
  expect(text).toContain('there may be more');
  expect(text).toContain('Reports say of four more open weaknesses that a public exploit exists.');
  expect(text).toContain('There was one at the start of the period.');
});

test('with a feed the catalogue is what counts, as in packs of before', () => {
  const feed = { name: 'CISA KEV', on: '2026-06-29' };
  for (const kev of [none, { ...none, basis: { ...withoutFeed, feed } }])
    expect(pageText(slaPage, kev)).toContain('No open weakness is in the catalogue');
});

test('a board that is asked nothing is not told that attackers use nothing', () => {
  const quiet: BoardPackFacts = {
    ...demoFacts,
    sla: { ...demoFacts.sla, breachedBySeverity: { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFO: 0 } },
    flow: { ...demoFacts.flow, arrived: 0, returned: 0 },
    assets: { ...demoFacts.assets, assessed: demoFacts.assets.known },
    topRisks: [],
  };
  const text = pageText(asksPage, { ...none, basis: withoutFeed }, quiet);
  expect(text).toContain('nothing that is open is reported as used by attackers');
  expect(text).not.toContain('nothing used by attackers is open');
});
