import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../kernel/operation.ts';
import { loadOperations } from '../platform/http/operations.ts';
import { fieldOf } from '../platform/http/tenant.ts';
import { bodyOf, isSane, makeProbe, type Probe, propertiesOf, type Sent, send } from './probe.fixture.ts';
import { sampleOf } from './sample.fixture.ts';

const operations = await loadOperations();
const withBody = operations.filter((op) => op.method === 'POST' || op.method === 'PATCH');
/** Bodies of another product are kept as they come. */
const openBodies = ['receiveJiraCallback'];

let probe: Probe;
beforeAll(async () => {
  probe = await makeProbe();
});
afterAll(() => probe.server.close());

/** A refusal for the form of the request; what is not built yet may say so instead, after its form was found right. */
function expectRefused(answer: Sent, op: Operation, statuses: readonly number[] = [400]): void {
  const notBuiltUpload = op.notBuilt === true && op.upload !== undefined;
  const expected = notBuiltUpload ? [...statuses, 501] : statuses;
  expect(expected, `${op.id}: ${answer.payload.slice(0, 300)}`).toContain(answer.statusCode);
}

function expectSane(answer: Sent, op: Operation, what: string): void {
  expect(isSane(answer, op), `${op.id} ${what}: ${answer.payload.slice(0, 300)}`).toBe(true);
}

describe('every operation refuses', () => {
  it('a query parameter it does not know', async () => {
    for (const op of operations)
      expectRefused(
        await send(probe, {
          op,
          query: '?zzUnknown=1',
          ...(withBody.includes(op) ? { payload: bodyOf(op) } : {}),
        }),
        op,
      );
  });

  it('a parameter given twice that is no list', async () => {
    for (const op of operations) {
      for (const [name, schema] of Object.entries(propertiesOf(op.query))) {
        const value = encodeURIComponent(String(sampleOf(schema)));
        const answer = await send(probe, {
          op,
          query: `?${name}=${value}&${name}=${value}`,
          ...(withBody.includes(op) ? { payload: bodyOf(op) } : {}),
        });
        if (fieldOf(schema, 'type') === 'array') expectSane(answer, op, name);
        else expectRefused(answer, op);
      }
    }
  });

  it('an id in the path that is none', async () => {
    const ids = [
      '..%2f..%2fusers',
      '__proto__',
      'constructor',
      '0199FFFF-FFFF-7FFF-BFFF-FFFFFFFFFFFF',
      '1',
      '%00',
      "1' or '1'='1",
      'ａ',
      'x'.repeat(199),
    ];
    for (const op of operations.filter((one) => one.path.includes('{') && !/Code\}/.test(one.path))) {
      for (const id of ids)
        expectRefused(
          await send(probe, {
            op,
            id: id.startsWith('%') || id.startsWith('.') ? id : encodeURIComponent(id),
            ...(withBody.includes(op) ? { payload: bodyOf(op) } : {}),
          }),
          op,
          [400, 404],
        );
    }
  });
});

describe('every operation with a body refuses', () => {
  it('a field it does not know', async () => {
    for (const op of withBody) {
      if (openBodies.includes(op.id)) continue;
      const sample = sampleOf(op.body);
      const payload = JSON.stringify({ ...Object(sample), zzUnknown: 1 });
      expectRefused(await send(probe, { op, payload }), op);
    }
  });

  it.each([undefined, 'null'])('no body (%j), when a field is required', async (payload) => {
    for (const op of withBody) {
      const needed = Array.isArray(fieldOf(op.body, 'required')) || op.upload !== undefined;
      const answer = await send(probe, { op, ...(payload === undefined ? {} : { payload }) });
      if (needed) expectRefused(answer, op, [400, 415]);
      else expectSane(answer, op, 'without a body');
    }
  });

  it.each(['[]', '"text"', '1', 'true'])('%s in place of an object', async (payload) => {
    for (const op of withBody) expectRefused(await send(probe, { op, payload }), op);
  });

  it.each(['{', '{"a":', '{"a":1}}', 'nonsense', '{"a":\u0000}', '\ufeff\ufeff{}', '{"a":01}', ''])(
    '%j, which is no JSON',
    async (payload) => {
      for (const op of withBody) expectRefused(await send(probe, { op, payload }), op);
    },
  );

  it.each(['{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}'])(
    '%s',
    async (payload) => {
      for (const op of withBody) expectRefused(await send(probe, { op, payload }), op);
      expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
    },
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/json-patch+json',
    'nonsense',
  ])('%s', async (type) => {
    for (const op of withBody) expectRefused(await send(probe, { op, type, payload: bodyOf(op) }), op, [415]);
  });

  it('more bytes than it takes', async () => {
    const large = Buffer.alloc(1024 * 1024 + 1, 32);
    const huge = Buffer.alloc(16 * 1024 * 1024 + 1, 32);
    for (const op of withBody)
      expectRefused(await send(probe, { op, payload: op.upload ? huge : large }), op, [413]);
  });

  it('JSON nested 20,000 deep, without falling over', async () => {
    const payload = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    for (const op of withBody) {
      const answer = await send(probe, { op, payload });
      if (openBodies.includes(op.id)) expectSane(answer, op, 'nested');
      else expectRefused(answer, op);
    }
  });
});
