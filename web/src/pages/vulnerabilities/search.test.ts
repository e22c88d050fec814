import { describe, expect, it } from 'vitest';
import { stringifySearch } from '../../shared/search.ts';
import { describeFilters } from './filter-words.ts';
import { readVulnerabilitySearch, searchFromFilter, toFilters } from './search.ts';

describe('the state of the vulnerability list', () => {
  it('survives the URL', () => {
    const search = readVulnerabilitySearch({
      status: 'OPEN',
      severity: 'CRITICAL,HIGH',
      kev: 'true',
      sort: '-dueAt',
    });
    expect(stringifySearch(search)).toBe('?status=OPEN&severity=CRITICAL,HIGH&kev=true&sort=-dueAt');
    expect(readVulnerabilitySearch(search)).toEqual(search);
  });

  it('takes a query string of the API, repeated names included', () => {
    const search = searchFromFilter('?severity=HIGH&severity=LOW&cwe=79&criticality=5&minEpss=0.5');
    expect(search).toEqual({ severity: ['HIGH', 'LOW'], cwe: '79', criticality: ['5'], minEpss: '0.5' });
    expect(toFilters(search)).toEqual({
      severity: ['HIGH', 'LOW'],
      cwe: [79],
      criticality: [5],
      minEpss: 0.5,
    });
  });

  it('drops what is no filter', () => {
    expect(readVulnerabilitySearch({ status: 'NONSENSE', evil: 'x' })).toEqual({});
  });

  it('reads as a sentence', () => {
    const search = readVulnerabilitySearch({
      status: 'OPEN',
      severity: 'CRITICAL,HIGH',
      criticality: '5',
      kev: 'true',
    });
    expect(describeFilters(search).map((part) => part.text)).toEqual([
      'open',
      'critical or high',
      'on crown jewels',
      'KEV',
    ]);
  });
});
