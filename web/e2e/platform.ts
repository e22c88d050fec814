import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startServe } from '../../server/src/testing/serve-process.ts';

export interface RunningPlatform {
  readonly origin: string;
  /** Everything printed so far, the one-time set-up link included. */
  output(): string;
  stop(): Promise<void>;
}

/** The platform as a user starts it: its own process, embedded PostgreSQL, the built web UI, nothing set up. */
export async function startPlatform(): Promise<RunningPlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'crp-e2e-'));
  const settings = { CRP_LOG_LEVEL: 'warn' };
  const { origin, output, end } = await startServe({ dataDir: join(folder, 'data'), settings });
  return {
    origin,
    output,
    async stop() {
      await end();
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
