import { ReportError } from '../parser.ts';
import type { JsonPlan } from '../readers/json/reader.ts';

export interface PlannedPatterns {
  /** Items of the report, for example "/results/*". */
  readonly items: readonly string[];
  /** Small values that are wanted whole. */
  readonly values?: readonly string[];
}

/**
 * What to do with each value of a document whose items and fields stand at fixed places: the way to them is entered, all
 * else is passed by.
 * @throws ReportError (from the returned function) where an object stands in the place of a list of items: passing it by would lose them.
 */
export function planOf({ items, values = [] }: PlannedPatterns): (pattern: string) => JsonPlan {
  const plans = new Map<string, JsonPlan>();
  for (const pattern of [...items, ...values]) {
    for (let at = pattern.lastIndexOf('/'); at !== -1; at = pattern.lastIndexOf('/', at - 1)) {
      plans.set(pattern.slice(0, at), 'ENTER');
      if (at === 0) break;
    }
  }
  for (const pattern of values) plans.set(pattern, 'VALUE');
  for (const pattern of items) plans.set(pattern, 'ITEM');
  const lists = new Set(items.filter((item) => item.endsWith('/*')).map((item) => item.slice(0, -2)));
  return (pattern) => {
    const plan = plans.get(pattern);
    if (plan !== undefined) return plan;
    const parent = pattern.slice(0, Math.max(0, pattern.lastIndexOf('/')));
    if (lists.has(parent) && parent !== '' && !pattern.endsWith('/*')) throw noList(parent);
    return 'SKIP';
  };
}

function noList(where: string): ReportError {
  return new ReportError(`An object stands at ${where} where the report has a list. Export it again.`, {
    where,
  });
}
