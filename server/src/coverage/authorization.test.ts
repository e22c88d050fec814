import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErrorCode, errorStatus } from '../kernel/errors.ts';
import type { Operation } from '../kernel/operation.ts';
import { loadOperations } from '../platform/http/operations.ts';
import { fieldOf } from '../platform/http/tenant.ts';
import { type TestServer, testServer } from '../testing/server.ts';
import {
  type AuthorizationWorld,
  makePrincipals,
  type TestPrincipal,
  type Verdict,
} from './principals.fixture.ts';
import { rowsDigest } from './rows-digest.fixture.ts';
import { sampleOf } from './sample.fixture.ts';
import { makeRecords, type Records } from './tenant-records.fixture.ts';

/** Whose record the path names. Operations without an id in the path have one kind only. */
type Target = 'absent' | 'foreign' | 'none';

interface Cell {
  readonly op: Operation;
  readonly principal: TestPrincipal;
  readonly target: Target;
  readonly expected: Verdict;
}

interface Outcome {
  readonly cell: Cell;
  readonly status: number;
  readonly code: unknown;
  /** Status, headers and body without what differs from request to request. */
  readonly bytes: string;
}

/** Bytes in storage, a finished step or an import; the row itself is read by another operation. */
const needsMoreThanTheRow = [
  'downloadReport',
  'downloadAssessment',
  'getDecisionTrace',
  'getIngestionVerification',
  'getIngestionPreview',
  'suggestColumnMapping',
];

const absentId = '0199ffff-ffff-7fff-bfff-ffffffffffff';
const operations = await loadOperations();

let server: TestServer;
let world: AuthorizationWorld;
let foreignRecords: Records;

beforeAll(async () => {
  server = await testServer({ worker: false });
  world = await makePrincipals(server);
  foreignRecords = await makeRecords(server, world.foreign);
});
afterAll(() => server.close());

describe('the authorization matrix', () => {
  it('answers every operation × principal × object as the policy says, and foreign as absent', async () => {
    const cells = operations.flatMap(cellsOf);
    const denied = cells.filter(({ expected }) => expected !== 'ALLOWED');
    const allowed = cells.filter(({ expected }) => expected === 'ALLOWED');
    const before = withoutLog(await rowsDigest(server.database));
    const refusals = await runAll(denied);
    await server.background.drain();
    expect(withoutLog(await rowsDigest(server.database)), 'a refused request changed rows').toEqual(before);

    const foreignBefore = await rowsDigest(server.database, world.foreign.tenantId);
    const answers = await runAll(allowed.filter(({ op }) => op.access.kind === 'TENANT'));
    expect(
      await rowsDigest(server.database, world.foreign.tenantId),
      'rows of the other tenant changed',
    ).toEqual(foreignBefore);
    const open = await runAll(allowed.filter(({ op }) => op.access.kind !== 'TENANT'));

    const outcomes = [...refusals, ...answers, ...open];
    const wrong = [
      ...outcomes.flatMap(deviation),
      ...distinguishable(outcomes),
      ...answers.flatMap(notLookedFor),
    ];
    console.log(
      `authorization: ${outcomes.length} cells (${operations.length} operations, ${world.principals.length} principals), ${denied.length} refused, ${wrong.length} deviations`,
    );
    expect(wrong).toEqual([]);
    expect(outcomes.length).toBe(cells.length);
    expect(outcomes.length).toBeGreaterThan(3_120);
  }, 120_000);

  it('had records to find: the other tenant’s own administrator reads each of them', async () => {
    for (const op of operations) {
      if (op.method !== 'GET' || op.notBuilt || !op.path.includes('{') || op.access.kind !== 'TENANT')
        continue;
      if (needsMoreThanTheRow.includes(op.id)) continue;
      const answer = await server.app.inject({
        method: 'GET',
        url: urlOf(op, 'foreign'),
        headers: { ...world.foreign.admin.headers },
      });
      expect(answer.statusCode, `${op.id}: ${answer.payload}`).toBe(200);
    }
    const traces = await server.call('GET', '/internal/decision-traces', {
      headers: world.foreign.admin.headers,
    });
    expect(traces.text).toContain(foreignRecords.traceId);
  });

  it('covers every id that stands in the path of a built operation', () => {
    const inPaths = operations
      .filter((op) => !op.notBuilt && op.access.kind === 'TENANT')
      .flatMap((op) => [...op.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''));
    expect(
      inPaths.filter((name) => foreignRecords[name] === undefined),
      'add a row in tenant-records.fixture.ts',
    ).toEqual([]);
  });
});

/** A refusal is kept in the audit log of the caller's own tenant, and nowhere else. */
function withoutLog({
  audit_log: _log,
  tenant_heads: _heads,
  ...rest
}: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return rest;
}

function cellsOf(op: Operation): readonly Cell[] {
  const targets: readonly Target[] = op.path.includes('{') ? ['absent', 'foreign'] : ['none'];
  return world.principals.flatMap((principal) =>
    targets.map((target) => ({ op, principal, target, expected: principal.expected(op) })),
  );
}

const atOnce = 6;

async function runAll(cells: readonly Cell[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = cells.values();
  const work = async () => {
    for (const cell of waiting) outcomes.push(await run(cell));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcomes;
}

async function run(cell: Cell): Promise<Outcome> {
  const { op, principal, target } = cell;
  const body = bodyOf(cell);
  const leave = new AbortController();
  const answer = await server.app.inject({
    method: op.method,
    url: urlOf(op, target, principal.query),
    headers: {
      ...(await principal.headers(op)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    ...(op.response.kind === 'EVENTS' ? { payloadAsStream: true, signal: leave.signal } : {}),
  });
  const text = answer.headers['content-type']?.toString().startsWith('application/json')
    ? await textOf(answer.stream())
    : '';
  leave.abort();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  const requestId = String(answer.headers['x-request-id']);
  const headers = Object.entries(answer.headers).filter(
    ([name]) => name !== 'x-request-id' && name !== 'date',
  );
  return {
    cell,
    status: answer.statusCode,
    code: fieldOf(fieldOf(parsed, 'error'), 'code'),
    bytes: `${answer.statusCode} ${JSON.stringify(headers.sort())} ${text.replaceAll(requestId, 'ID')}`,
  };
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(String(chunk)));
  return Buffer.concat(chunks).toString();
}

/** Valid where the path names a record, so that the handler gets as far as looking for it; else empty, so that little is made. */
function bodyOf({ op, principal }: Cell): unknown {
  if (op.method === 'GET') return undefined;
  if (op.method === 'DELETE') return principal.body;
  const sample = op.path.includes('{') ? sampleOf(op.body) : {};
  return typeof sample === 'object' && sample !== null ? { ...sample, ...principal.body } : sample;
}

function urlOf(op: Operation, target: Target, query?: string): string {
  const path = op.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const foreign = target === 'foreign' ? foreignRecords[name] : undefined;
    return foreign ?? (name.endsWith('Code') ? 'absent' : absentId);
  });
  return `/api/v1${path}${query === undefined ? '' : `?${query}`}`;
}

function deviation({ cell, status, code, bytes }: Outcome): readonly string[] {
  const where = `${cell.op.id} by ${cell.principal.name}, ${cell.target}`;
  if (cell.expected !== 'ALLOWED') {
    return code === cell.expected && status === statusOf(cell.expected)
      ? []
      : [`${where}: expected ${cell.expected}, got ${bytes}`];
  }
  const refused = status === 401 || status === 403;
  const failed = status >= 500 && !(cell.op.notBuilt && code === 'NOT_BUILT');
  return refused || failed ? [`${where}: expected to be let through, got ${bytes}`] : [];
}

/** A sample that fails validation would make foreign and absent equal for the wrong reason. */
function notLookedFor({ cell, status, bytes }: Outcome): readonly string[] {
  if (cell.target === 'none' || cell.op.notBuilt || status === 404) return [];
  return [`${cell.op.id} by ${cell.principal.name}, ${cell.target}: expected NOT_FOUND, got ${bytes}`];
}

function statusOf(code: ErrorCode): number {
  return errorStatus[code];
}

/** Answers that tell a foreign record from one that never existed. */
function distinguishable(outcomes: readonly Outcome[]): readonly string[] {
  const pairs = Map.groupBy(
    outcomes.filter(({ cell }) => cell.target !== 'none'),
    ({ cell }) => `${cell.op.id} by ${cell.principal.name}`,
  );
  return [...pairs].flatMap(([where, pair]) => {
    const [one, other] = pair;
    return one && other && one.bytes === other.bytes ? [] : [`${where}: ${one?.bytes} but ${other?.bytes}`];
  });
}
