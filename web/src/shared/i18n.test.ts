import { describe, expect, it } from 'vitest';
import { en } from '../messages/en.ts';
import { formatMessage, t, tWord } from './i18n.ts';

describe('messages', () => {
  it('puts values in and groups numbers', () => {
    expect(formatMessage('{done} of {total}', { done: 61_200, total: '100,000' })).toBe('61,200 of 100,000');
  });

  it('chooses the plural form, an exact number before a class', () => {
    const message = '{count, plural, =0 {none} one {# row} other {# rows}}';
    expect([0, 1, 2, 1_204].map((count) => formatMessage(message, { count }))).toEqual([
      'none',
      '1 row',
      '2 rows',
      '1,204 rows',
    ]);
  });

  it('puts values into plural forms', () => {
    expect(t('improve.covers', { count: 1, assets: 14 })).toBe('1 vulnerability on 14 assets');
  });

  it('leaves no brace open in any message', () => {
    for (const [key, message] of Object.entries(en)) {
      expect(() => formatMessage(message, { count: 2 }), key).not.toThrow();
    }
  });

  it('reads a word that is newer than this page in sentence case', () => {
    expect(tWord('status', 'UNDER_REVIEW')).toBe('Under review');
    expect(tWord('status', 'OPEN')).toBe('Open');
  });
});
