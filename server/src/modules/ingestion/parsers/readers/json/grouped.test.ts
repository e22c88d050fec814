import { expect, test } from 'vitest';
import { defaultLimits } from '../../parser.ts';
import { bytesInChunks, RecordingSink } from '../../recording-sink.ts';
import { type GroupFacts, type JsonGroup, readGroupedJson } from './grouped.ts';

async function read(groups: readonly JsonGroup[], text: string) {
  const seen: unknown[] = [];
  const reading = {
    source: bytesInChunks(new TextEncoder().encode(text), 5),
    limits: defaultLimits,
    sink: new RecordingSink(),
  };
  const name = (facts: GroupFacts) => [facts.get('outer') ?? null, facts.get('inner') ?? null];
  const summary = await readGroupedJson(reading, groups, {
    item: (list, value, where, facts) => seen.push([list, value, where, ...name(facts)]),
    leave: (facts) => seen.push([`end ${facts.at}`, ...name(facts)]),
  });
  return { seen, summary };
}

const groups: readonly JsonGroup[] = [
  { at: '', facts: ['outer'] },
  { at: '/list/*', facts: ['inner'], lists: ['items'] },
];

test.each([
  '{"outer":1,"list":[{"inner":2,"items":["a","b"]}]}',
  '{"list":[{"items":["a","b"],"inner":2}],"outer":1}',
  '{"list":[{"items":["a"],"inner":2,"items":["b"]}],"outer":1}',
])('items see the facts around them, whatever the order: %s', async (text) => {
  const { seen } = await read(groups, text);
  expect(seen).toEqual([
    ['items', 'a', '/list/0/items/0', 1, 2],
    ['items', 'b', text.includes('"a"]') ? '/list/0/items/0' : '/list/0/items/1', 1, 2],
    ['end /list/*', 1, 2],
    ['end ', 1, null],
  ]);
});

test('facts of one group are not those of the next, and missing ones are waited for no longer than the group', async () => {
  const { seen } = await read(groups, '{"outer":1,"list":[{"items":["a"],"inner":2},{"items":["b"]}]}');
  expect(seen.filter((entry) => Array.isArray(entry) && entry[0] === 'items')).toEqual([
    ['items', 'a', '/list/0/items/0', 1, 2],
    ['items', 'b', '/list/1/items/0', 1, null],
  ]);
});

test('children of a map are items, with slashes in their names too; lists that are null are there', async () => {
  const { seen, summary } = await read(
    [{ at: '', lists: ['map', 'none', 'far/away'] }],
    '{"map":{"@a/b":{"x":1}},"none":null,"far":{"away":[3],"other":[4]}}',
  );
  expect(seen).toEqual([
    ['map', { x: 1 }, '/map/@a~1b', null, null],
    ['far/away', 3, '/far/away/0', null, null],
    ['end ', null, null],
  ]);
  expect([...summary.lists]).toEqual(['/map', '/none', '/far/away']);
  expect([...summary.containers]).toEqual(['/far']);
});
