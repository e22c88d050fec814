import { describe, expect, test } from 'vitest';
import { planOf } from './json-plan.ts';
import { Occurrences } from './occurrences.ts';
import { maskedSecret, withoutSecrets } from './secrets.ts';

describe('what parsers of code reports share', () => {
  test('a plan enters the way to items and passes by the rest', () => {
    const plan = planOf({ items: ['/runs/*/results/*'], values: ['/version'] });
    expect(['', '/runs', '/runs/*', '/runs/*/results', '/runs/*/results/*'].map(plan)).toEqual([
      'ENTER',
      'ENTER',
      'ENTER',
      'ENTER',
      'ITEM',
    ]);
    expect([plan('/version'), plan('/other'), plan('/runs/*/name')]).toEqual(['VALUE', 'SKIP', 'SKIP']);
    expect(() => plan('/runs/*/results/0')).toThrow(/where the report has a list/);
  });

  test('a repeated place gets a number, another place does not', () => {
    const occurrences = new Occurrences();
    const matchers = [['a'], ['a'], ['b'], ['a']].map((place) => occurrences.matcher(place, ' x  = 1 '));
    expect(matchers).toEqual(['x = 1', 'x = 1#2', 'x = 1', 'x = 1#3']);
    expect([occurrences.matcher(['c']), occurrences.matcher(['c'])]).toEqual([undefined, '#2']);
  });

  test('a secret shows its ends only when it is long', () => {
    expect(maskedSecret('AKIA0123456789EXAMPLE')).toBe('AK***LE (21 characters)');
    expect(maskedSecret('hunter2')).toBe('*** (7 characters)');
  });

  test('known secrets and what looks like one go, names and paths stay', () => {
    expect(withoutSecrets('password = hunter2', ['hunter2'])).toBe('password = ***');
    expect(withoutSecrets('key: 9f8a7b6c5d4e3f2a1b0c9d8e')).toBe('key: ***');
    expect(withoutSecrets('see /srv/application/settings.production.yaml line 12')).toBe(
      'see /srv/application/settings.production.yaml line 12',
    );
    const key = 'BEGIN\nabc+def/123\nEND';
    expect(withoutSecrets(`x ${key} y`, [key])).not.toContain('abc+def');
  });
});
