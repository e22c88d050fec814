import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortedPage } from './sorted-page.ts';

interface Item {
  readonly id: string;
  readonly size: number | null;
  readonly name: string;
}
const orders = [['size'], ['-size'], ['name', '-size'], ['-name', 'size']] as const;

function walk(items: readonly Item[], sort: (typeof orders)[number], limit: number): readonly Item[] {
  const seen: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = sortedPage<Item, 'size' | 'name'>({
      items,
      idOf: (item) => item.id,
      keyOf: (item, word) => item[word],
      sort: [...sort],
      cursor,
      limit,
    });
    seen.push(...page.items);
    cursor = page.page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return seen;
}

it('shows every item once, in the same order whatever the page size', () => {
  const item = fc.record({
    id: fc.uuid(),
    size: fc.option(fc.integer({ min: 0, max: 3 })),
    name: fc.constantFrom('a', 'b', 'c'),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(item, { selector: (one) => one.id, maxLength: 30 }),
      fc.constantFrom(...orders),
      fc.integer({ min: 1, max: 7 }),
      (items, sort, limit) => {
        const whole = walk(items, sort, 1_000);
        expect(new Set(whole)).toEqual(new Set(items));
        expect(walk([...items].reverse(), sort, limit)).toEqual(whole);
      },
    ),
  );
});

it('puts missing values last, both ways', () => {
  const items = [
    { id: '1', size: null, name: 'a' },
    { id: '2', size: 1, name: 'a' },
    { id: '3', size: 2, name: 'a' },
  ];
  expect(walk(items, ['size'], 2).map((one) => one.id)).toEqual(['2', '3', '1']);
  expect(walk(items, ['-size'], 2).map((one) => one.id)).toEqual(['3', '2', '1']);
});

it.each(['', 'x', Buffer.from('[]').toString('base64url'), Buffer.from('{"a":1}').toString('base64url')])(
  'refuses the foreign cursor %j',
  (cursor) => {
    const items: Item[] = [];
    expect(() =>
      sortedPage<Item, 'name'>({
        items,
        idOf: (item) => item.id,
        keyOf: (item) => item.name,
        sort: ['name'],
        cursor,
        limit: 1,
      }),
    ).toThrow(/cursor/);
  },
);
