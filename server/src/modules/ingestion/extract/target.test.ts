import { expect, test } from 'vitest';
import { normaliseTarget } from './target.ts';

const image = (reference: string) =>
  normaliseTarget({ kind: 'CONTAINER_IMAGE', raw: reference, reference }, 'scope').key;
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

test.each([
  ['registry.example/shop/web:1.4', 'reference:registry.example/shop/web'],
  ['registry.example:5000/shop/web', 'reference:registry.example:5000/shop/web'],
  [`registry.example:5000/shop/web:1.4@${digest('a')}`, 'reference:registry.example:5000/shop/web'],
  [`shop/web@${digest('a')}`, 'reference:shop/web'],
])('releases of one image are one asset: %s', (reference, key) => {
  expect(image(reference)).toBe(key);
});

test('images known by their digest alone stay apart', () => {
  expect(image(digest('a'))).toBe(`reference:${digest('a')}`);
  expect(image(digest('b'))).not.toBe(image(digest('a')));
  expect(image('c'.repeat(64))).toBe(`reference:${'c'.repeat(64)}`);
});

test('a host is its name, else its address, else what the report calls it, else the scope', () => {
  const host = { kind: 'HOST', raw: '192.0.2.7', hostname: 'DB.example', ip: '192.0.2.7' } as const;
  expect(normaliseTarget(host, 'scope').key).toBe('hostname:db.example');
  expect(normaliseTarget({ kind: 'HOST', raw: 'x', ip: '192.0.2.7' }, 'scope').key).toBe('ip:192.0.2.7');
  expect(normaliseTarget({ kind: 'HOST', raw: 'the old server' }, 'scope').key).toBe('name:the old server');
  expect(normaliseTarget({ kind: 'OTHER', raw: '' }, 'branch office').key).toBe('scope:branch office');
});
