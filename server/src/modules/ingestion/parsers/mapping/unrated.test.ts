import { expect, test } from 'vitest';
import { RecordingSink } from '../recording-sink.ts';
import { Ratings } from './unrated.ts';

test('unrated entries are MEDIUM and counted in one problem', () => {
  const sink = new RecordingSink();
  const ratings = new Ratings(sink);
  expect([
    ratings.of('High', '1'),
    ratings.of(undefined, '2'),
    ratings.of(undefined, '3'),
    ratings.of(undefined, '4', 9.5),
  ]).toEqual(['HIGH', 'MEDIUM', 'MEDIUM', 'CRITICAL']);
  expect(sink.problems).toEqual([]);
  ratings.end('Why.');
  expect(sink.problems).toMatchObject([{ message: '2 entries carry no severity; MEDIUM was taken. Why.' }]);
});
