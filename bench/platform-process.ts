import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServe } from '../server/src/testing/serve-process.ts';
import { type Api, apiOf, dataOf } from './api.ts';

const flagsFile = new URL('../scripts/node-flags.mjs', import.meta.url).href;
const email = 'bench@example.test';
const password = 'bench password, long enough';

/** The platform as a user runs it, signed in as its administrator: one process, the embedded PostgreSQL, a data folder of its own. */
export interface PlatformProcess extends Api {
  readonly origin: string;
  readonly dataDir: string;
  /** Milliseconds from spawn to ready. */
  readonly startMs: number;
  /** Highest resident memory so far of the Node process, and of it with its parsing children, in bytes. */
  peakRss(): { readonly server: number; readonly withChildren: number };
  upload(path: string, fields: Readonly<Record<string, string>>): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export async function startPlatform({
  keepDir,
}: {
  readonly keepDir?: string;
} = {}): Promise<PlatformProcess> {
  const dataDir = keepDir ?? (await mkdtemp(join(tmpdir(), 'crp-bench-')));
  const { nodeFlags }: { readonly nodeFlags: readonly string[] } = await import(flagsFile);
  const settings = {
    CRP_ADMIN_EMAIL: email,
    CRP_ADMIN_PASSWORD: password,
    CRP_TENANT_NAME: 'Bench',
    CRP_LOG_LEVEL: 'error',
  };
  const { origin, pid, port, startMs, output, end } = await startServe({ dataDir, settings, nodeFlags });
  const memory = watchMemory(pid);
  const api = apiOf(origin);
  await api.call('POST', '/auth/sign-in', { email, password });
  return {
    ...api,
    origin,
    dataDir,
    startMs,
    peakRss: memory.peak,
    upload: (path, fields) => upload({ port, path, fields, headers: api.headers() }),
    async stop() {
      memory.stop();
      await end();
      process.stderr.write(errorsIn(output()));
      if (keepDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What it logged beside its greeting: a bench that measured failures must not look well. */
function errorsIn(output: string): string {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => `${line}\n`)
    .join('');
}

const sampleMs = 50;

function watchMemory(pid: number) {
  let server = 0;
  let withChildren = 0;
  const timer = setInterval(() => {
    const own = rssOf(pid);
    const children = nodeChildrenOf(pid).reduce((sum, one) => sum + rssOf(one), 0);
    server = Math.max(server, own);
    withChildren = Math.max(withChildren, own + children);
  }, sampleMs);
  timer.unref();
  return { peak: () => ({ server, withChildren }), stop: () => clearInterval(timer) };
}

function rssOf(pid: number): number {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) * 1024;
  } catch {
    // It ended between the listing and the look.
    return 0;
  }
}

/** Parsing children; the database's processes are not Node's. */
function nodeChildrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [, command, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
        return Number(rest?.split(' ')[1]) === parent && command !== 'postgres';
      } catch {
        return false;
      }
    });
}

interface Upload {
  readonly port: number;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Record<string, string>;
}

/** A multipart body streamed from disk, so that the sender's memory does not hide the server's. */
function upload({ port, path, fields, headers }: Upload): Promise<Record<string, unknown>> {
  const boundary = 'crp-bench-boundary';
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
  const outgoing = request(
    {
      port,
      method: 'POST',
      path: '/api/v1/report-ingestion/jobs',
      headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
    },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        try {
          resolve(dataOf(JSON.parse(text)));
        } catch (error) {
          reject(error);
        }
      });
    },
  );
  outgoing.on('error', reject);
  for (const [name, value] of Object.entries(fields))
    outgoing.write(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  outgoing.write(
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="report.nessus"\r\ncontent-type: application/octet-stream\r\n\r\n`,
  );
  const file = createReadStream(path, { highWaterMark: 1024 * 1024 });
  file.on('error', reject);
  file.on('end', () => outgoing.end(`\r\n--${boundary}--\r\n`));
  file.pipe(outgoing, { end: false });
  return promise;
}
