import { expect, test } from 'vitest';
import { readableAccent, tokens } from './tokens.ts';

test('a tenant accent that reads on paper is kept', () => {
  expect(readableAccent('#0B5C6B')).toBe('#0B5C6B');
});

test('a tenant accent below a contrast of 4.5 gives way to ours', () => {
  expect(readableAccent('#FFE600')).toBe(tokens.accent);
  expect(readableAccent('#808080')).toBe(tokens.accent);
});

test('without a tenant accent ours is used', () => {
  expect(readableAccent(null)).toBe(tokens.accent);
});
