import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { refresher, staleAfter } from './staleness.ts';

const tenant = 'tenant-1';
const list = [tenant, 'vulnerabilities', 'list', {}];

/** A list of a register whose answers are given by hand, so that a test decides what is read when. */
function shownList() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 60_000 } } });
  const answers: ((rows: number) => void)[] = [];
  const observer = new QueryObserver(queries, {
    queryKey: list,
    queryFn: () => new Promise<number>((resolve) => answers.push(resolve)),
  });
  const leave = observer.subscribe(() => undefined);
  const stop = new AbortController();
  const { stale } = refresher(queries, stop.signal);
  return { queries, answers, leave, stale, rows: () => queries.getQueryData(list) };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('what an event makes stale', () => {
  it('is everything an import touches', () => {
    const names = staleAfter(tenant, 'register.imported').map((key) => key[1]);
    expect(names).toEqual(
      expect.arrayContaining(['vulnerabilities', 'vulnerability', 'assets', 'asset', 'assessments']),
    );
    expect(names).toEqual(expect.arrayContaining(['dashboard', 'jobs', 'job']));
  });

  it('is the whole tenant after a gap, and nothing for a type this page does not know', () => {
    expect(staleAfter(tenant, 'stream.reset')).toEqual([[tenant]]);
    expect(staleAfter(tenant, 'weather.changed')).toEqual([]);
  });
});

describe('the list in sight', () => {
  it('is read again when its first read was under way at the event', async () => {
    const { answers, stale, rows, leave } = shownList();
    stale(staleAfter(tenant, 'register.imported'));
    answers[0]?.(0);
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.(3);
    await expect.poll(rows).toBe(3);
    leave();
  });

  it('is read again after the last event of a burst, with few reads', async () => {
    const { answers, stale, rows, leave } = shownList();
    answers[0]?.(0);
    await expect.poll(rows).toBe(0);
    for (let event = 0; event < 50; event++) stale(staleAfter(tenant, 'vulnerability.changed'));
    await turn();
    expect(answers).toHaveLength(2);
    for (let event = 0; event < 50; event++) stale(staleAfter(tenant, 'vulnerability.changed'));
    answers[1]?.(1);
    await expect.poll(() => answers.length).toBe(3);
    answers[2]?.(2);
    await expect.poll(rows).toBe(2);
    leave();
  });

  it('is stale when it is opened again, although nobody looked at the event', async () => {
    const { queries, answers, stale, leave, rows } = shownList();
    answers[0]?.(0);
    await expect.poll(rows).toBe(0);
    leave();
    stale(staleAfter(tenant, 'register.imported'));
    await turn();
    expect(queries.getQueryState(list)?.isInvalidated).toBe(true);
  });
});
