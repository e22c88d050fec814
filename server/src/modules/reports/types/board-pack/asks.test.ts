import { expect, test } from 'vitest';
import { asksOf, freezeBoardPack } from './asks.ts';
import { demoFacts, emptyFacts, firstFacts, worseFacts } from './demo.fixture.ts';

const rules = (facts: typeof demoFacts) => asksOf(facts).map((ask) => ask.rule);

test('each ask has its cause in the figures, in order of urgency', () => {
  expect(rules(demoFacts)).toEqual(['KEV', 'OVERDUE', 'OWNERS', 'COVERAGE']);
});

test('a growing backlog is put to the board, and at most four asks are', () => {
  expect(rules(worseFacts)).toEqual(['KEV', 'OVERDUE', 'OWNERS', 'GROWTH']);
});

test('without a score only the first look is asked for', () => {
  expect(rules(emptyFacts)).toEqual(['FIRST_LOOK']);
});

test('a calm first pack asks for nothing, though everything in it is new', () => {
  expect(rules(firstFacts)).toEqual([]);
});

test('an ask is a decision with a date worked out from the data, not from a clock', () => {
  const [first] = asksOf(demoFacts);
  expect(first?.decision).toBe(
    'Agree that the three weaknesses attackers already use are closed by 14 Jul 2026, ahead of other work',
  );
  expect(first?.dueOn).toBe('2026-07-14');
});

test('freezing adds the asks and changes nothing else', () => {
  const { asks, ...rest } = freezeBoardPack(demoFacts);
  expect(rest).toEqual(demoFacts);
  expect(asks).toEqual(asksOf(demoFacts));
});
