import { expect } from 'vitest';
import type { Operation } from '../kernel/operation.ts';
import { createPasswords } from '../modules/auth/passwords.ts';
import { fieldOf } from '../platform/http/tenant.ts';
import { makePerson, makeTenant, signIn } from '../testing/people.ts';
import { type TestServer, testServer } from '../testing/server.ts';
import { sampleOf } from './sample.fixture.ts';
import { makeRecords, type Records } from './tenant-records.fixture.ts';

const absentId = '0199ffff-ffff-7fff-bfff-ffffffffffff';

/** A server, and somebody who may do everything: what is refused to them is refused for its form. */
export interface Probe {
  readonly server: TestServer;
  /** Of a session of their own for what ends it. */
  readonly headersFor: (op: Operation) => Promise<Readonly<Record<string, string>>>;
  readonly records: Records;
}

export async function makeProbe(): Promise<Probe> {
  const server = await testServer({ worker: false });
  const tenant = await makeTenant(server);
  const person = await makePerson(server, tenant.tenantId, 'WORKSPACE_ADMIN');
  const { admin } = server.database;
  await admin.query('update users set platform_admin = true where user_id = $1', [person.userId]);
  await admin.query(
    'insert into user_secrets (user_id, password_hash, password_changed_at) values ($1, $2, now())',
    [person.userId, await createPasswords(server.clock).hash('the right password 1')],
  );
  const headersFor = async ({ id }: Operation) =>
    id === 'signOut' ? signIn(server, person.userId) : person.headers;
  return { server, headersFor, records: await makeRecords(server, tenant) };
}

export interface ProbeRequest {
  readonly op: Operation;
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'HEAD' | 'OPTIONS';
  readonly id?: string;
  readonly query?: string;
  readonly type?: string;
  readonly payload?: string | Buffer;
}

export interface Sent {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly payload: string;
}

/** Sends it and holds every answer, whatever it is, to the headers and the envelope. */
export async function send(
  { server, headersFor }: Probe,
  { op, method = op.method, id, query = '', type = 'application/json', payload }: ProbeRequest,
): Promise<Sent> {
  const path = op.path.replaceAll(
    /\{(\w+)\}/g,
    (_all, name: string) => id ?? (name.endsWith('Code') ? 'absent' : absentId),
  );
  const leave = new AbortController();
  const answer = await server.app.inject({
    method,
    url: `/api/v1${path}${query}`,
    headers: { ...(await headersFor(op)), ...(payload === undefined ? {} : { 'content-type': type }) },
    ...(payload === undefined ? {} : { payload }),
    ...(op.response.kind === 'EVENTS' ? { payloadAsStream: true, signal: leave.signal } : {}),
  });
  const events = String(answer.headers['content-type']).startsWith('text/event-stream');
  const text = op.response.kind !== 'EVENTS' ? answer.payload : events ? '' : await textOf(answer.stream());
  leave.abort();
  const sent = { statusCode: answer.statusCode, headers: answer.headers, payload: text };
  hold(sent, `${method} ${path}${query.slice(0, 80)} ${String(payload).slice(0, 80)}`);
  return sent;
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

export const required = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': expect.stringContaining("default-src 'none'"),
  'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  'cache-control': expect.stringContaining('no-store'),
};

export function hold(answer: Sent, what: string): void {
  expect(answer.headers, what).toMatchObject(required);
  expect(answer.headers, what).not.toHaveProperty('server');
  if (answer.statusCode < 400) return;
  const body: unknown = JSON.parse(answer.payload);
  const error = fieldOf(body, 'error');
  expect(Object.keys(Object(body)), what).toEqual(['success', 'error']);
  expect(error, what).toMatchObject({
    status: answer.statusCode,
    code: expect.any(String),
    message: expect.any(String),
    requestId: answer.headers['x-request-id'],
  });
  expect(answer.payload, what).not.toMatch(/node_modules|\bat \/|select .* from|relation "|constraint "/i);
}

/** What is not built yet may say so, after the form was found right. */
export function isSane({ statusCode }: Sent, op: Operation): boolean {
  return statusCode < 500 || (op.notBuilt === true && statusCode === 501);
}

export function bodyOf(op: Operation): string {
  return JSON.stringify(sampleOf(op.body));
}

export function propertiesOf(schema: unknown): Readonly<Record<string, unknown>> {
  return { ...Object(fieldOf(schema, 'properties')) };
}
