import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it('explains every enum word of the API in GLOSSARY.md: add the missing ones to its tables', () => {
  const explained = new Set([...read('GLOSSARY.md').matchAll(/`(\w+)`/g)].map(([, word]) => word));
  const words = enumWords(JSON.parse(read('server/openapi.json')));
  expect(words.size).toBeGreaterThan(150);
  expect([...words].filter((word) => !explained.has(word))).toEqual([]);
});

/** The API's own words are in capitals; sort keys, scopes and file formats say what they are. */
function enumWords(value: unknown): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  const own = 'enum' in value && Array.isArray(value.enum) ? value.enum : [];
  const words = own.filter((word) => typeof word === 'string' && /^[A-Z][A-Z0-9_]+$/.test(word));
  return new Set([...words, ...Object.values(value).flatMap((part) => [...enumWords(part)])]);
}
