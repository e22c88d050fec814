import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Composed, compose } from '../compose.ts';
import { readConfig } from '../platform/config/config.ts';
import { createKeys } from '../platform/crypto/keys.ts';
import { masterKey } from '../platform/crypto/master-key.ts';
import { fieldOf } from '../platform/http/tenant.ts';
import { createLog } from '../platform/telemetry/log.ts';
import { type TestClock, testClock } from './clock.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { testKey } from './test-key.ts';

export interface TestServer extends Composed {
  readonly database: TestDatabase;
  readonly clock: TestClock;
  /** Sends a request in process and reads the envelope. Path below `/api/v1`. */
  call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** `data` of a success, else undefined. */
  readonly data: unknown;
  /** `error.code` of a failure, else undefined. */
  readonly code: unknown;
  readonly body: unknown;
  readonly text: string;
}

interface ServerOptions {
  /** Run background jobs too. Default true. */
  readonly worker?: boolean;
  readonly clock?: TestClock;
  readonly env?: Readonly<Record<string, string>>;
  readonly demoComes?: boolean;
}

/** The whole platform in this process, on a database of its own, with a clock that tests move. Nothing is mocked. */
export async function testServer({
  worker = true,
  clock = testClock(),
  env = {},
  demoComes = false,
}: ServerOptions = {}): Promise<TestServer> {
  const database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'crp-data-'));
  const config = readConfig({
    CRP_DATA_DIR: dataDir,
    CRP_STORAGE_URL: `file://${dataDir}/objects`,
    CRP_PUBLIC_URL: 'http://crp.test',
    CRP_LOG_LEVEL: process.env.CRP_TEST_LOG ?? 'silent',
    ...env,
  });
  const composed = await compose({
    config,
    keys: createKeys(masterKey(testKey)),
    appUrl: database.appUrl,
    role: worker ? 'all' : 'api',
    source: clock,
    log: createLog({ level: config.logLevel }),
    soleOwner: true,
    demoComes,
    poolSizes: { mainSize: 4, bulkSize: 2 },
  });
  await composed.app.ready();
  return {
    ...composed,
    database,
    clock,
    call: (method, path, options = {}) => call(composed, { method, path, options }),
    async close() {
      await composed.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function call(
  { app }: Composed,
  {
    method,
    path,
    options,
  }: { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; path: string; options: CallOptions },
): Promise<Answer> {
  const json = options.body === undefined ? {} : { payload: JSON.stringify(options.body) };
  const contentType = options.body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { ...contentType, ...options.headers },
    ...json,
  });
  const body: unknown = String(response.headers['content-type']).startsWith('application/json')
    ? JSON.parse(response.payload)
    : undefined;
  return {
    status: response.statusCode,
    headers: response.headers,
    data: fieldOf(body, 'data'),
    code: fieldOf(fieldOf(body, 'error'), 'code'),
    body,
    text: response.payload,
  };
}
