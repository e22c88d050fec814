import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const mainFile = fileURLToPath(new URL('../server/src/main.ts', import.meta.url));
const flagsFile = new URL('../scripts/node-flags.mjs', import.meta.url).href;
const email = 'bench@example.test';
const password = 'bench password, long enough';

/** The platform as a user runs it: one process, the embedded PostgreSQL, a data folder of its own. */
export interface PlatformProcess {
  readonly origin: string;
  readonly dataDir: string;
  /** Milliseconds from spawn to ready. */
  readonly startMs: number;
  /** Highest resident memory so far of the Node process, and of it with its parsing children, in bytes. */
  peakRss(): { readonly server: number; readonly withChildren: number };
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  upload(path: string, fields: Readonly<Record<string, string>>): Promise<Record<string, unknown>>;
  headers(): Record<string, string>;
  stop(): Promise<void>;
}

export async function startPlatform({
  keepDir,
}: {
  readonly keepDir?: string;
} = {}): Promise<PlatformProcess> {
  const dataDir = keepDir ?? (await mkdtemp(join(tmpdir(), 'crp-bench-')));
  const port = await freePort();
  const startedAt = performance.now();
  const { nodeFlags }: { readonly nodeFlags: readonly string[] } = await import(flagsFile);
  const child = spawn(process.execPath, [...nodeFlags, mainFile, 'serve'], {
    env: {
      PATH: process.env.PATH,
      CRP_DATA_DIR: dataDir,
      CRP_PORT: String(port),
      CRP_ADMIN_EMAIL: email,
      CRP_ADMIN_PASSWORD: password,
      CRP_TENANT_NAME: 'Bench',
      CRP_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await readyLine(child);
  const startMs = performance.now() - startedAt;
  const origin = `http://127.0.0.1:${port}`;
  const memory = watchMemory(child);
  let cookie = '';
  const headers = () => ({ cookie, origin });
  const call: PlatformProcess['call'] = async (method, path, body) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: { ...headers(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return dataOf(await response.json());
  };
  await call('POST', '/auth/sign-in', { email, password });
  return {
    origin,
    dataDir,
    startMs,
    peakRss: memory.peak,
    call,
    headers,
    upload: (path, fields) => upload({ port, path, fields, headers: headers() }),
    async stop() {
      memory.stop();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      if (keepDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function readyLine(child: ChildProcess): Promise<void> {
  let output = '';
  child.stdout?.setEncoding('utf8');
  for await (const text of child.stdout ?? []) {
    output += text;
    if (output.includes('is ready at')) {
      child.stdout?.resume();
      return;
    }
  }
  throw new Error(`the platform did not start: ${output}`);
}

function dataOf(answer: unknown): Record<string, unknown> {
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'data' in answer &&
    typeof answer.data === 'object' &&
    answer.data !== null
  ) {
    return Object.fromEntries(Object.entries(answer.data));
  }
  throw new Error(`not a success: ${JSON.stringify(answer)}`);
}

const sampleMs = 50;

function watchMemory(child: ChildProcess) {
  let server = 0;
  let withChildren = 0;
  const timer = setInterval(() => {
    const own = rssOf(child.pid ?? 0);
    const children = nodeChildrenOf(child.pid ?? 0).reduce((sum, pid) => sum + rssOf(pid), 0);
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
