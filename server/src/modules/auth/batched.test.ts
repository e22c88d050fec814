import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { batched } from './batched.ts';

function recorder() {
  const loads: { keys: readonly string[]; at: number }[] = [];
  const load = async (keys: readonly string[]) => {
    loads.push({ keys, at: performance.now() });
    await wait(20);
    return new Map(keys.map((key) => [key, key.toUpperCase()]));
  };
  return { loads, load };
}

it('answers many callers with few look-ups', async () => {
  const { loads, load } = recorder();
  const get = batched(load);
  const answers = await Promise.all(Array.from({ length: 300 }, (_, n) => get(`k${n % 100}`)));
  expect(answers.map((map, n) => map.get(`k${n % 100}`))).toEqual(
    Array.from({ length: 300 }, (_, n) => `K${n % 100}`),
  );
  expect(loads.length).toBe(1);
});

it('never answers from a look-up that began before the question', async () => {
  const { loads, load } = recorder();
  const get = batched(load);
  const first = get('a');
  await wait(5);
  const asked = performance.now();
  await Promise.all([first, get('a'), get('b')]);
  expect(loads.map((one) => one.keys)).toEqual([['a'], ['a', 'b']]);
  expect(loads[1]?.at).toBeGreaterThan(asked);
});

it('keeps a look-up below 500 keys', async () => {
  const { loads, load } = recorder();
  const get = batched(load);
  await Promise.all(Array.from({ length: 1_201 }, (_, n) => get(`k${n}`)));
  expect(loads.map((one) => one.keys.length)).toEqual([500, 500, 201]);
});

it('goes on after a look-up that failed', async () => {
  let fail = true;
  const get = batched(async (keys) => {
    if (fail) throw new Error('no database');
    return keys.length;
  });
  await expect(Promise.all([get('a'), get('b')])).rejects.toThrow('no database');
  fail = false;
  await expect(get('a')).resolves.toBe(1);
});
