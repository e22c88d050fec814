import { expect, test } from 'vitest';
import { demoFacts, emptyFacts, firstFacts, worseFacts } from './demo.fixture.ts';
import { figuresOf } from './figures.ts';
import type { BoardPackFacts } from './snapshot.ts';
import {
  coverTitle,
  fixedTitle,
  heatTitle,
  methodTitle,
  scoreTitle,
  slaTitle,
  topRisksTitle,
  trendTitle,
} from './titles.ts';

const input = (facts: BoardPackFacts) => ({ facts, figures: figuresOf(facts) });
const calm: BoardPackFacts = {
  ...demoFacts,
  kev: { open: 0, openAtStart: 2, assets: 0, oldestDays: null },
  sla: { ...demoFacts.sla, breachedBySeverity: { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFO: 0 } },
};

test('the cover says where the score stands and the one concern that outranks the others', () => {
  expect(coverTitle(input(demoFacts))).toBe(
    'The score rose six points to 71, Moderate; three weaknesses that attackers already use stay open',
  );
  expect(coverTitle(input({ ...demoFacts, kev: calm.kev }))).toBe(
    'The score rose six points to 71, Moderate; twelve serious weaknesses are past their date',
  );
  expect(coverTitle(input(calm))).toBe('The score rose six points to 71, Moderate; two assets now dominate');
  expect(coverTitle(input({ ...calm, topRisks: [] }))).toBe(
    'The score rose six points to 71, Moderate; nothing serious is overdue',
  );
});

test('a worse score is said as plainly as a better one', () => {
  expect(coverTitle(input(worseFacts))).toMatch(/^The score fell 19 points to 52, Elevated;/);
  expect(scoreTitle(input(worseFacts))).toBe('The score fell 19 points, from Moderate to Elevated');
  expect(trendTitle(input(worseFacts))).toBe('Exposure rose by half over twelve months');
  expect(fixedTitle(input(worseFacts))).toBe('More came in than was closed: 439 against 88');
});

test('without data no figure is claimed', () => {
  expect(coverTitle(input(emptyFacts))).toBe('Nothing has been assessed yet, so there is no score to report');
  expect(coverTitle(input(emptyFacts))).not.toMatch(/\d/);
  expect(methodTitle(input(emptyFacts))).toBe('How the figures will be made once there are sources');
});

test('a first score claims no change', () => {
  expect(scoreTitle(input(firstFacts))).toBe('The first score is 93, Strong');
  expect(fixedTitle(input(firstFacts))).toBe('The first look found one weakness');
});

test('an unchanged score holds', () => {
  const same = { ...demoFacts, posture: { ...demoFacts.posture, previousScore: 71.2 } };
  expect(scoreTitle(input(same))).toBe('The score holds at 71, Moderate; nine points short of Good');
});

test('words follow the rounded figures that the page shows', () => {
  const rounding = { ...demoFacts, posture: { ...demoFacts.posture, score: 79.6, previousScore: 79.4 } };
  expect(scoreTitle(input(rounding))).toBe(
    'The score rose one point to 80, Moderate; one point short of Good',
  );
});

test('numbers agree with their nouns', () => {
  const single = {
    ...demoFacts,
    kev: { ...demoFacts.kev, open: 1 },
    heat: [{ likelihood: 5, criticality: 5, open: 1 }],
  };
  expect(slaTitle(input(single))).toBe(
    'One weakness that attackers already use is open; 41 are past their date',
  );
  expect(heatTitle(input(single))).toBe('One weakness likely to be used sits on the assets that matter most');
});

test('without a feed of exploited vulnerabilities, nothing reported is not said to be nothing known', () => {
  const basis = { feed: null, statedBy: [], exploitAvailable: 0 };
  const blind = { ...calm, kev: { ...calm.kev, basis } };
  expect(slaTitle(input(blind))).toBe(
    'Nothing is past its date; whether attackers use what is open is not known',
  );
  const { sla } = demoFacts;
  expect(slaTitle(input({ ...blind, sla }))).toMatch(/past their date; whether attackers use .* not known$/);
  expect(slaTitle(input(calm))).toBe(
    'Nothing is past its date, and attackers are not known to use anything that is open',
  );
});

test('concentration is claimed only where it is', () => {
  expect(topRisksTitle(input(demoFacts))).toBe(
    'Two assets carry five of the eight top risks; three have no owner',
  );
  const spread = demoFacts.topRisks.map((risk, i) => ({ ...risk, asset: `asset ${i}`, owner: 'A' }));
  expect(topRisksTitle(input({ ...demoFacts, topRisks: spread }))).toBe(
    'The eight top risks are spread over many assets',
  );
});
