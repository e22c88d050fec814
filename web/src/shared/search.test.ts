import { describe, expect, it } from 'vitest';
import { defined, parseSearch, readFlag, readText, readWords, stringifySearch } from './search.ts';

describe('the query string of a page', () => {
  it('is readable and leaves out what is empty', () => {
    const query = stringifySearch({
      status: ['OPEN', 'CLIENT_FIXED'],
      q: '',
      kev: true,
      overdue: false,
      cve: undefined,
    });
    expect(query).toBe('?status=OPEN,CLIENT_FIXED&kev=true');
    expect(parseSearch(query)).toEqual({ status: 'OPEN,CLIENT_FIXED', kev: 'true' });
    expect(stringifySearch({})).toBe('');
  });

  it('keeps text with separators and quotes as it is', () => {
    const q = 'a&b=c "d" + é';
    expect(parseSearch(stringifySearch({ q }))).toEqual({ q });
  });

  it('takes known words only, from text or list', () => {
    expect(readWords('HIGH,BOGUS,CRITICAL', ['CRITICAL', 'HIGH'])).toEqual(['CRITICAL', 'HIGH']);
    expect(readWords(['HIGH'], ['CRITICAL', 'HIGH'])).toEqual(['HIGH']);
    expect(readWords('BOGUS', ['CRITICAL'])).toBeUndefined();
  });

  it('bounds text and reads flags', () => {
    expect(readText('x'.repeat(300))).toHaveLength(200);
    expect(readText('')).toBeUndefined();
    expect([readFlag('true'), readFlag(true), readFlag('1')]).toEqual([true, true, undefined]);
  });

  it('drops undefined fields', () => {
    expect(Object.keys(defined({ a: 1, b: undefined }))).toEqual(['a']);
  });
});
