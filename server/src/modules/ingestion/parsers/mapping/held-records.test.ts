import { expect, test } from 'vitest';
import { ReportError } from '../parser.ts';
import { HeldRecords } from './held-records.ts';

test('items come out in their order, the first definition of an id stands', () => {
  const held = new HeldRecords<string, number>('the glossary');
  held.hold('a', 1, 'line 1');
  held.hold('b', 1, 'line 2');
  held.define('x', 1, 1, 'line 3');
  held.define('x', 2, 1, 'line 4');
  expect([...held.release(), held.definition('x'), held.definition('y')]).toEqual(['a', 'b', 1, undefined]);
  expect([...held.release()]).toEqual([]);
});

test('more than may be kept is refused with its place', () => {
  const held = new HeldRecords<string, string>('the glossary');
  const most = 64 * 1024 * 1024;
  held.define('x', 'x', most / 2, 'line 1');
  expect(() => held.hold('a', most / 2, 'line 9')).toThrow(ReportError);
  expect(() => held.hold('a', most / 2, 'line 9')).toThrow(/the glossary/);
});
