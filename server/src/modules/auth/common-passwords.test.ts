import { expect, it } from 'vitest';
import { passwordProblem } from './password-rules.ts';

it.each([
  'password1234',
  'Password123!',
  'P@ssw0rd2024',
  'qwertyuiop12',
  '123456789012',
  'aaaaaaaaaaaa',
  'letmein12345',
  'administrator',
  'iloveyou2020',
  'correct horse battery staple',
  'Welcome2026!!',
  'abcdefghijkl',
  'zaq12wsxzaq12wsx',
  'abababababab',
  'Summer2025Summer',
  'companySecurity1',
  'changeme1234',
])('refuses the well-known %s', (password) => {
  expect(passwordProblem(password, [])).toMatch(/too easy/);
});

it('refuses what is made of the person’s own address or name', () => {
  expect(passwordProblem('maria.jensen123', ['maria.jensen@example.test'])).toMatch(/too easy/);
  expect(passwordProblem('Nordby2026Nordby', ['a@b.test', 'Nordby Clinic'])).toMatch(/too easy/);
});

it('refuses fewer than twelve characters', () => {
  expect(passwordProblem('k4!vTz9#qLw', [])).toMatch(/12 characters/);
  expect(passwordProblem('🦊🦊🦊🦊🦊🦊', [])).toMatch(/12 characters/);
});

it.each([
  'plum-otter-gravel-94',
  'vT9#qLw2kRz8',
  'jeg elsker rugbrød om morgenen',
  'mein hund frisst gern Rüben',
])('takes %s', (password) => {
  expect(passwordProblem(password, ['someone@example.test'])).toBeUndefined();
});

it('answers a very long text at once', () => {
  const from = performance.now();
  passwordProblem('ab1'.repeat(85), ['x'.repeat(254)]);
  expect(performance.now() - from).toBeLessThan(200);
});
