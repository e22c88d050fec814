import { fieldOf } from '../platform/http/tenant.ts';

const parts = ['excluded', 'negative', 'merged', 'identities'];
/** What a report does to the register, apart from what it no longer has. */
const stated = ['NEW', 'CHANGED', 'UNCHANGED', 'REOPENED', 'RECURRING', 'RECORDED'];

/** Which counts of a receipt do not add up, in a sentence. Receipts of version 1 do not have all stages, and are not judged. */
export function countsProblem(body: unknown): string | undefined {
  if (Number(fieldOf(body, 'receiptVersion')) < 2) return undefined;
  const total = (stage: string) => Number(fieldOf(fieldOf(body, stage), 'total'));
  const effect = (change: string) => Number(fieldOf(fieldOf(body, 'effect'), change));
  const items = Number(fieldOf(fieldOf(body, 'source'), 'items'));
  const rejected = Number(fieldOf(body, 'rejectedRows'));
  if (items !== total('extracted') + rejected)
    return `The counts do not add up: ${items} items in the source, ${total('extracted')} extracted and ${rejected} refused.`;
  const unequal = unequalCell(body);
  if (unequal) return `The counts do not add up: ${unequal}.`;
  const brought =
    stated.reduce((sum, change) => sum + effect(change), 0) - Number(fieldOf(body, 'recordedAbsent'));
  if (brought !== total('identities'))
    return `The counts do not add up: ${total('identities')} identities in the report, ${brought} in the effect.`;
  return undefined;
}

function unequalCell(body: unknown): string | undefined {
  const cells = (stage: string) => ({
    total: Number(fieldOf(fieldOf(body, stage), 'total')),
    ...numbersOf(fieldOf(fieldOf(body, stage), 'byClass')),
    ...numbersOf(fieldOf(fieldOf(body, stage), 'bySeverity')),
  });
  const differing = (left: string, right: readonly string[], leaveOut: readonly string[] = []) => {
    const sums = right.map(cells);
    return Object.entries(cells(left)).find(
      ([name, n]) =>
        !leaveOut.includes(name) &&
        n !==
          sums.reduce(
            (sum, counts) => sum + (Object.entries(counts).find(([key]) => key === name)?.[1] ?? 0),
            0,
          ),
    )?.[0];
  };
  // A person may class rows otherwise; that moves them between classes and changes nothing else.
  const classes = Object.keys(numbersOf(fieldOf(fieldOf(body, 'stored'), 'byClass')));
  const steps = [
    ['extracted', ['stored'], []],
    ['stored', ['classified'], classes],
    ['classified', parts, []],
  ] as const;
  for (const [left, right, leaveOut] of steps) {
    const name = differing(left, right, leaveOut);
    if (name !== undefined) return `${left} and ${right.join(' + ')} differ in ${name}`;
  }
  return undefined;
}

function numbersOf(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, n]) => [name, Number(n)]));
}
