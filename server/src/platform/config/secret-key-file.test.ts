import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ConfigError } from './config-error.ts';
import { secretKeysOf } from './secret-key-file.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'crp-secret-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'data');
}

const fromFolder = (dataDir: string) =>
  secretKeysOf({ secretKey: undefined, previousSecretKeys: [], dataDir });

it('makes a key once, keeps it, and lets nobody else read it', async () => {
  const dataDir = newFolder();
  const first = await fromFolder(dataDir);
  const again = await fromFolder(dataDir);
  expect(first.madeAt).toBe(join(dataDir, 'secret-key'));
  expect(first.current).toHaveLength(32);
  expect(again).toEqual({ current: first.current, previous: [], madeAt: undefined });
  expect(statSync(join(dataDir, 'secret-key')).mode & 0o777).toBe(0o600);
});

it('lets 20 starts at once agree on one key and leaves nothing else behind', async () => {
  const dataDir = newFolder();
  const starts = await Promise.all(Array.from({ length: 20 }, () => fromFolder(dataDir)));
  expect(new Set(starts.map(({ current }) => current.toString('hex'))).size).toBe(1);
  expect(starts.filter(({ madeAt }) => madeAt !== undefined)).toHaveLength(1);
  expect(readdirSync(dataDir)).toEqual(['secret-key']);
});

it('refuses a key that others may read, and says what to do', async () => {
  const dataDir = newFolder();
  await fromFolder(dataDir);
  chmodSync(join(dataDir, 'secret-key'), 0o644);
  await expect(fromFolder(dataDir)).rejects.toThrow(/can be read by others: run "chmod 600 /);
});

it.each(['', '\n', 'canary-not-a-key', 'a'.repeat(44)])(
  'refuses a file that holds %j without repeating it',
  async (text) => {
    const dataDir = newFolder();
    await fromFolder(dataDir);
    writeFileSync(join(dataDir, 'secret-key'), text);
    const refusal = await fromFolder(dataDir).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigError);
    expect(String(refusal)).not.toContain('canary');
  },
);

it('reads earlier keys from the same line during a rotation', async () => {
  const dataDir = newFolder();
  const { current } = await fromFolder(dataDir);
  const path = join(dataDir, 'secret-key');
  const next = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7));
  writeFileSync(path, `${next.toString('hex')},${readFileSync(path, 'utf8')}`);
  expect(await fromFolder(dataDir)).toEqual({ current: next, previous: [current], madeAt: undefined });
});

it('prefers the configuration and then makes no file', async () => {
  const dataDir = newFolder();
  const secretKey = Buffer.alloc(32, 1);
  expect(await secretKeysOf({ secretKey, previousSecretKeys: [], dataDir })).toMatchObject({
    current: secretKey,
  });
  expect(() => readdirSync(dataDir)).toThrow(/ENOENT/);
});
