import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNessusFile } from '../../../bench/nessus-file.ts';
import { fieldOf } from '../platform/http/tenant.ts';
import { freePort, type ServeProcess, startServe } from './serve-process.ts';

const findings = 4_000;

let folder: string;
let port: number;
let running: ServeProcess | undefined;
let cookie = '';

async function start(): Promise<void> {
  running = await startServe({
    dataDir: join(folder, 'data'),
    port,
    settings: {
      CRP_ADMIN_EMAIL: 'admin@example.test',
      CRP_ADMIN_PASSWORD: 'crash test password 1',
      CRP_TENANT_NAME: 'Crash Ltd',
      CRP_LOG_LEVEL: 'warn',
    },
  });
}

/** kill -9: the process gets no chance to tidy up. */
async function kill(): Promise<void> {
  await running?.end('SIGKILL');
}

async function api(method: string, path: string, body?: unknown): Promise<unknown> {
  const origin = `http://127.0.0.1:${port}`;
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      cookie,
      origin,
      ...(body instanceof FormData || body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const set = response.headers.get('set-cookie');
  if (set) cookie = set.split(';')[0] ?? '';
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return fieldOf(answer, 'data');
}

async function untilState(jobId: string, states: readonly string[]): Promise<unknown> {
  for (let tries = 0; tries < 1_200; tries++) {
    const job = await api('GET', `/report-ingestion/jobs/${jobId}`);
    if (states.includes(String(fieldOf(job, 'state')))) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the job never was ${states.join(' or ')}`);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crp-crash-'));
  port = await freePort();
  await writeNessusFile(join(folder, 'report.nessus'), { findings, findingsPerHost: 100, outputBytes: 200 });
  await start();
  await api('POST', '/auth/sign-in', { email: 'admin@example.test', password: 'crash test password 1' });
}, 120_000);

afterAll(async () => {
  await running?.end();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('kill -9 in the middle of an import', () => {
  it('loses nothing and doubles nothing, whichever step it hits', async () => {
    const form = new FormData();
    form.set('scopeKey', 'crash');
    form.set('file', new Blob([await readFile(join(folder, 'report.nessus'))]), 'report.nessus');
    const jobId = String(fieldOf(await api('POST', '/report-ingestion/jobs', form), 'id'));
    await untilState(jobId, ['EXTRACTING']);
    await kill();
    await start();
    await untilState(jobId, ['VALIDATING', 'VALIDATED']);
    await kill();
    await start();
    const job = await untilState(jobId, ['VALIDATED']);
    expect(fieldOf(fieldOf(job, 'counts'), 'extracted')).toBe(findings);
    await api('POST', `/report-ingestion/jobs/${jobId}/finalize`, { acknowledge: [] });
    await kill();
    await start();
    await untilState(jobId, ['FINALIZED']);
    const counts = fieldOf(fieldOf(await api('GET', `/report-ingestion/jobs/${jobId}`), 'preview'), 'counts');
    const stored = fieldOf(
      fieldOf(await api('GET', `/report-ingestion/jobs/${jobId}/verification`), 'receipt'),
      'stored',
    );
    expect(fieldOf(stored, 'total')).toBe(findings);
    const again = new FormData();
    again.set('scopeKey', 'crash');
    again.set('file', new Blob([await readFile(join(folder, 'report.nessus'))]), 'report.nessus');
    const second = String(fieldOf(await api('POST', '/report-ingestion/jobs?wait=30', again), 'id'));
    const preview = fieldOf(fieldOf(await untilState(second, ['VALIDATED']), 'preview'), 'counts');
    expect(fieldOf(preview, 'UNCHANGED')).toBe(
      Number(fieldOf(counts, 'NEW')) + Number(fieldOf(counts, 'RECORDED')),
    );
    expect(fieldOf(preview, 'NEW')).toBe(0);
  }, 240_000);
});
