import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keyPurposes } from './master-key.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const inventory = readFileSync(
  fileURLToPath(new URL('../../../../docs/crypto-inventory.md', import.meta.url)),
  'utf8',
);
const notTheService = /\.test\.ts$|\.fixture\.ts$|^testing\/|^coverage\//;

const files = globSync('{kernel,platform,modules,commands}/**/*.ts', { cwd: root })
  .concat(globSync('*.ts', { cwd: root }))
  .filter((path) => !notTheService.test(path))
  .map((path) => ({
    path,
    folder: path.split('/').slice(0, 2).join('/'),
    text: readFileSync(join(root, path), 'utf8'),
  }));

/** How each algorithm shows in code. */
const signs: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/\b(?:createHash|hash)\(\s*'([\w-]+)'/g, ([, name = '']) => hashName(name)],
  [/\bcreateHmac\(\s*'([\w-]+)'/g, ([, name = '']) => `HMAC-${hashName(name)}`],
  [/\bhkdf(?:Sync)?\(\s*'([\w-]+)'/g, ([, name = '']) => `HKDF-${hashName(name)}`],
  [/\bcreateCipheriv\(\s*'([\w-]+)'/g, ([, name = '']) => name.toUpperCase()],
  [/\bpkcs8Prefix\b|'ed25519'/g, () => 'Ed25519'],
  [/from '@node-rs\/argon2'/g, () => 'argon2id'],
  [/\bcrc32\(/g, () => 'CRC-32'],
  [/\bmd5\(/g, () => 'MD5'],
  [/from 'aws4fetch'/g, () => 'HMAC-SHA-256'],
];

function hashName(name: string): string {
  return name.toUpperCase().replace(/^SHA(\d+)$/, 'SHA-$1');
}

const used = new Set(
  files.flatMap(({ folder, text }) =>
    signs.flatMap(([pattern, nameOf]) =>
      [...text.matchAll(pattern)].map((match) => `${folder}: ${nameOf(match)}`),
    ),
  ),
);
const listed = new Set(
  [...inventory.matchAll(/^\| (any|\S+\/\S+) \| (\S+) \|/gm)].map(
    ([, folder, algorithm]) => `${folder}: ${algorithm}`,
  ),
);

function anywhere(use: string): string {
  return use.replace(/^[^:]+/, 'any');
}

describe('ASVS 11.1.2: docs/crypto-inventory.md', () => {
  it('lists every algorithm in use; add a row that says what it is for', () => {
    expect(used.size).toBeGreaterThan(8);
    expect([...used].filter((one) => !listed.has(one) && !listed.has(anywhere(one))).sort()).toEqual([]);
  });

  it('lists nothing that is not used; remove the row', () => {
    const everywhere = new Set([...used].map(anywhere));
    expect([...listed].filter((one) => !used.has(one) && !everywhere.has(one)).sort()).toEqual([]);
  });

  it('names every purpose of the master key', () => {
    expect(keyPurposes.filter((purpose) => !inventory.includes(`\`${purpose}\``))).toEqual([]);
  });
});

it('ASVS 11.5.1: nothing draws from Math.random; take randomness from ctx or platform/crypto/randomness.ts', () => {
  expect(files.filter(({ text }) => text.includes('Math.random(')).map(({ path }) => path)).toEqual([]);
});
