import type { Figures } from './figures.ts';
import { figuresOf } from './figures.ts';
import { asks as words } from './messages.ts';
import type { Ask, BoardPackFacts, BoardPackSnapshot } from './snapshot.ts';
import { dayAfter } from './words.ts';

/** Days from the data's date within which exploited weaknesses close; the catalogue's own deadline is two to three weeks. */
const kevDays = 14;
const overdueDays = 30;
/** Share of known assets below which the board is asked for more coverage. */
const sufficientCoverage = 0.9;
const maxAsks = 4;

/** The facts with the asks that follow from them: what is frozen, hashed and signed. */
export function freezeBoardPack(facts: BoardPackFacts): BoardPackSnapshot {
  return { ...facts, asks: asksOf(facts) };
}

/**
 * What the board is asked to decide, by these rules, in this order, at most four:
 * 1. FIRST_LOOK: no score. Then nothing else is asked.
 * 2. KEV: a weakness that attackers use is open; closed within 14 days.
 * 3. OVERDUE: a critical or high weakness is past its date; closed within 30 days or accepted by name.
 * 4. OWNERS: a listed top risk has no owner.
 * 5. GROWTH: more came in (new and returned) than left (closed and accepted), and there was a period before: a first look is all arrivals.
 * 6. COVERAGE: less than 90 % of the known assets is assessed.
 */
export function asksOf(facts: BoardPackFacts): Ask[] {
  const figures = figuresOf(facts);
  if (figures.score === null) return [{ rule: 'FIRST_LOOK', ...words.firstLook(), dueOn: null }];
  return [...urgent(facts, figures), ...structural(facts, figures)].slice(0, maxAsks);
}

function urgent(facts: BoardPackFacts, figures: Figures): Ask[] {
  const result: Ask[] = [];
  if (facts.kev.open > 0) {
    const by = dayAfter(facts.asOf, kevDays);
    result.push({ rule: 'KEV', ...words.kev(facts.kev.open, by), dueOn: by });
  }
  if (figures.overdueSerious > 0) {
    const by = dayAfter(facts.asOf, overdueDays);
    result.push({ rule: 'OVERDUE', ...words.overdue(figures.overdueSerious, by), dueOn: by });
  }
  return result;
}

function structural(facts: BoardPackFacts, figures: Figures): Ask[] {
  const result: Ask[] = [];
  const { arrived, returned, closed, accepted } = facts.flow;
  const unassessed = Math.max(0, facts.assets.known - facts.assets.assessed);
  if (figures.withoutOwner > 0) {
    result.push({
      rule: 'OWNERS',
      ...words.owners(figures.withoutOwner, facts.topRisks.length),
      dueOn: null,
    });
  }
  if (facts.previousPeriod !== null && arrived + returned > closed + accepted) {
    result.push({ rule: 'GROWTH', ...words.growth(arrived + returned, closed), dueOn: null });
  }
  if (figures.coverage !== null && figures.coverage < sufficientCoverage) {
    result.push({ rule: 'COVERAGE', ...words.coverage(unassessed, facts.assets.known), dueOn: null });
  }
  return result;
}
