import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadOperations } from '../platform/http/operations.ts';
import { isSane, makeProbe, type Probe, type ProbeRequest, propertiesOf, send } from './probe.fixture.ts';
import { sampleOf } from './sample.fixture.ts';

const built = (await loadOperations()).filter((op) => !op.notBuilt);
const atOnce = 6;

let probe: Probe;
beforeAll(async () => {
  probe = await makeProbe();
});
afterAll(() => probe.server.close());

/** Sends all of them and gives those whose answer was a failure of ours. */
async function insane(requests: readonly ProbeRequest[]): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting = requests.values();
  const work = async () => {
    for (const request of waiting) {
      if (isSane(await send(probe, request), request.op)) continue;
      found.push(`${request.op.id} ${String(request.query ?? request.payload).slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  console.log(`values: ${requests.length} requests, ${found.length} answered 5xx`);
  return found.sort();
}

describe('any value of any parameter gets a sane answer', () => {
  it('of a query', async () => {
    const texts = [
      '',
      '%00',
      '%E0%A4%A',
      '%F0%9F%92%A5',
      'x'.repeat(5_000),
      '-1',
      '1e400',
      '2026-02-30T25:61:61Z',
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      'bnVsbA',
    ];
    const requests = built
      .filter(({ method }) => method === 'GET')
      .flatMap((op) => Object.keys(propertiesOf(op.query)).map((name) => ({ op, name })))
      .flatMap(({ op, name }) => texts.map((text) => ({ op, query: `?${name}=${text}` })));
    expect(await insane(requests)).toEqual([]);
  }, 120_000);

  it('of a body', async () => {
    const values = [
      '\u0000',
      '\ud800',
      '2026-02-30T25:61:61Z',
      '0000-01-01T00:00:00Z',
      -1,
      1e308,
      [],
      {},
      null,
      'x'.repeat(50_000),
    ];
    // Checking a password is slow by intent: there only the first values.
    const valuesFor = (path: string) => (/password|totp|sign-in/.test(path) ? values.slice(0, 2) : values);
    const requests = built
      .filter(({ method }) => method === 'POST' || method === 'PATCH')
      .flatMap((op) => Object.keys(propertiesOf(op.body)).map((name) => ({ op, name })))
      .flatMap(({ op, name }) =>
        valuesFor(op.path).map((value) => ({
          op,
          payload: JSON.stringify({ ...Object(sampleOf(op.body)), [name]: value }),
        })),
      );
    expect(await insane(requests)).toEqual([]);
  }, 120_000);
});
