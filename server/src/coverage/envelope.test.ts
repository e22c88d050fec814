import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadOperations } from '../platform/http/operations.ts';
import { hold, makeProbe, type Probe, required, send } from './probe.fixture.ts';
import { rowsDigest } from './rows-digest.fixture.ts';

const absentId = '0199ffff-ffff-7fff-bfff-ffffffffffff';

const operations = await loadOperations();

let probe: Probe;
beforeAll(async () => {
  probe = await makeProbe();
});
afterAll(() => probe.server.close());

describe('answers that no operation gives', () => {
  it.each(['PUT', 'HEAD', 'OPTIONS'] as const)(
    '%s of any path is METHOD_NOT_ALLOWED and names the methods there are',
    async (method) => {
      for (const op of operations) {
        const answer = await probe.server.app.inject({
          method,
          url: `/api/v1${op.path.replaceAll(/\{\w+\}/g, absentId)}`,
        });
        expect(answer.statusCode, op.path).toBe(405);
        expect(answer.headers, op.path).toMatchObject(required);
        expect(String(answer.headers.allow).split(', '), op.path).toContain(op.method);
      }
    },
  );

  it.each([
    '/api/v1',
    '/api/v1/',
    '/api/v1/nothing',
    '/api/v1/users/',
    '/api/v1//users',
    '/api/v1/users;x',
    '/api/v1/users.',
    '/api/v1/%',
    '/api/v1/%E0%A4%A',
    `/api/v1/assets/${'x'.repeat(300)}`,
  ])('%s is refused in the envelope', async (url) => {
    const answer = await probe.server.app.inject({ method: 'GET', url });
    expect([400, 404, 405]).toContain(answer.statusCode);
    hold(answer, url);
  });
});

describe('bytes that are no HTTP request', () => {
  it.each([
    ['nonsense', 'nonsense\r\n\r\n'],
    [
      'a length and chunks at once',
      'POST /api/v1/auth/sign-in HTTP/1.1\r\nHost: crp\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'two lengths',
      'POST /api/v1/auth/sign-in HTTP/1.1\r\nHost: crp\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde',
    ],
    [
      'a header too large',
      `GET /api/v1/users HTTP/1.1\r\nHost: crp\r\nX-Large: ${'x'.repeat(100_000)}\r\n\r\n`,
    ],
  ])('%s is refused in the envelope, with the headers', async (_name, bytes) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).toContain('"success":false');
    for (const name of Object.keys(required)) expect(answer.toLowerCase()).toContain(`${name}: `);
  });
});

async function raw(bytes: string): Promise<string> {
  if (!probe.server.app.server.listening) await probe.server.app.listen({ port: 0, host: '127.0.0.1' });
  const address = probe.server.app.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const socket = connect(address.port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

describe('a GET', () => {
  it('changes nothing: no row of any table differs after all of them', async () => {
    let before = await rowsDigest(probe.server.database);
    const wrote: string[] = [];
    for (const op of operations.filter(({ method }) => method === 'GET')) {
      const path = op.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => probe.records[name] ?? 'absent');
      await send(probe, { op: { ...op, path } });
      const after = await rowsDigest(probe.server.database);
      wrote.push(
        ...Object.keys(after)
          .filter((table) => after[table] !== before[table])
          .map((table) => `${op.id}: ${table}`),
      );
      before = after;
    }
    expect(wrote).toEqual([]);
  });
});
