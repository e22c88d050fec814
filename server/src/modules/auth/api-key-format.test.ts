import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { newApiKey, parseApiKey, secretHash } from './api-key-format.ts';

const source = { nowMs: Date.now, randomBytes };

it('makes keys that parse to their parts', () => {
  for (let n = 0; n < 1_000; n++) {
    const key = newApiKey(source);
    expect(parseApiKey(key.apiKey)).toEqual({ lookup: key.lookup, secret: key.secret });
  }
});

it('never makes the same lookup or secret twice', () => {
  const keys = Array.from({ length: 5_000 }, () => newApiKey(source));
  expect(new Set(keys.map((key) => key.lookup)).size).toBe(keys.length);
  expect(new Set(keys.map((key) => secretHash(key.secret).toString('hex'))).size).toBe(keys.length);
});

it('tells a typo anywhere in the key without a database', () => {
  const { apiKey } = newApiKey(source);
  for (let at = 4; at < apiKey.length; at++) {
    const other = apiKey[at] === 'x' ? 'y' : 'x';
    expect(parseApiKey(apiKey.slice(0, at) + other + apiKey.slice(at + 1))).toBeUndefined();
  }
});

it.each(['', 'crp', 'crp..', 'crp.a.b', `crp.${'a'.repeat(1e6)}`, 'crp.%00', '__proto__'])(
  'refuses %.20s',
  (text) => {
    expect(parseApiKey(text)).toBeUndefined();
  },
);
