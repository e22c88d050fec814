import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));

export interface RunningPlatform {
  readonly origin: string;
  /** Everything printed so far, the one-time set-up link included. */
  output(): string;
  stop(): Promise<void>;
}

/** The platform as a user starts it: its own process, embedded PostgreSQL, the built web UI, nothing set up. */
export async function startPlatform(): Promise<RunningPlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'crp-e2e-'));
  const port = await freePort();
  const child = spawn(process.execPath, [main, 'serve'], {
    env: {
      PATH: process.env.PATH,
      CRP_DATA_DIR: join(folder, 'data'),
      CRP_PORT: String(port),
      CRP_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  for (let tries = 0; !output.includes('is ready at'); tries++) {
    if (child.exitCode !== null || tries > 1_200) throw new Error(`the platform did not start: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    output: () => output,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Who sets the platform up. */
export const firstPerson = { email: 'ada@example.test', password: 'a sentence that works well' } as const;

/** Sets the platform up with the one-time link, up to the first page; `filled` is called before the form goes out. */
export async function setUp(
  page: Page,
  platform: RunningPlatform,
  filled: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const link = /http:\/\/\S+\/setup#token=\S+/.exec(platform.output())?.[0];
  if (link === undefined) throw new Error(`no set-up link: ${platform.output()}`);
  await page.goto(link);
  await page.getByLabel('Workspace name').fill('Harbour & Sons');
  await page.getByLabel('Your name').fill('Ada Harbour');
  await page.getByLabel('Email').fill(firstPerson.email);
  await page.getByLabel('Password').first().fill(firstPerson.password);
  await filled();
  await page.getByRole('button', { name: 'Create the workspace' }).click();
  await page.waitForURL(/\/t\/[0-9a-f-]+\//);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
