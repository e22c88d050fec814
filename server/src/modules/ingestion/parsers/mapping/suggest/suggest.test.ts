import { describe, expect, test } from 'vitest';
import { sampleOf, suggestColumns } from './suggest.ts';

function fieldsOf(header: readonly string[], ...rows: readonly (readonly string[])[]) {
  return Object.fromEntries(suggestColumns({ header, rows }).map(({ column, field }) => [column, field]));
}

describe('a suggested mapping', () => {
  test('knows the fields by their own names and by usual words', () => {
    expect(
      fieldsOf(
        ['Title', 'Risk Level', 'Affected Asset', 'Recommendation', 'Plugin ID', 'First Seen', 'Owner'],
        ['A', 'High', 'db.example', 'Patch it', '17', '2026-01-05', 'Team A'],
      ),
    ).toEqual({
      Title: 'title',
      'Risk Level': 'severity',
      'Affected Asset': 'host',
      Recommendation: 'mitigation',
      'Plugin ID': 'vuln_id_from_tool',
      'First Seen': 'date',
      Owner: null,
    });
  });

  test('knows columns by their values where the name says nothing', () => {
    expect(
      fieldsOf(
        ['A', 'B', 'C', 'D', 'E', 'F', 'G'],
        [
          'CVE-2025-10001',
          'critical',
          '192.0.2.1',
          'CVSS:3.1/AV:N/AC:L',
          'CWE-79',
          'https://x.example/',
          'pkg:npm/a@1',
        ],
        [
          'CVE-2025-10002, CVE-2025-10003',
          'Low',
          '2001:db8::1',
          'CVSS:3.0/AV:L/AC:L',
          'CWE-89',
          'http://y.example',
          'pkg:npm/b@1',
        ],
      ),
    ).toEqual({ A: 'cve', B: 'severity', C: 'ip', D: 'cvssv3', E: 'cwe', F: 'url', G: 'component_purl' });
  });

  test('is surer where name and values agree, and less sure where they do not', () => {
    const confidence = (value: string) =>
      suggestColumns({ header: ['Risk'], rows: [[value]] })[0]?.confidence ?? 0;
    expect(confidence('High')).toBeGreaterThan(0.95);
    expect(confidence('blue')).toBeLessThan(0.4);
    expect(suggestColumns({ header: ['Risk'], rows: [['High']] })[0]?.reason).toBe(
      'The column is often called so and holds words of severity.',
    );
  });

  test('takes numbers from 0 to 10 under a word of severity for a score', () => {
    expect(fieldsOf(['Name', 'Risk'], ['A', '9.8'], ['B', '5'])).toEqual({
      Name: 'title',
      Risk: 'cvssv3_score',
    });
  });

  test('gives a field to one column, the surest; lists of ids to several', () => {
    expect(
      fieldsOf(['Summary', 'Title', 'CVE', 'Other CVEs'], ['s', 't', 'CVE-2025-10001', 'CVE-2025-10002']),
    ).toEqual({
      Summary: null,
      Title: 'title',
      CVE: 'cve',
      'Other CVEs': 'cve',
    });
  });

  test('reads the last part of a path', () => {
    expect(fieldsOf(['finding.title', 'asset.ip_address'], ['A', '192.0.2.1'])).toEqual({
      'finding.title': 'title',
      'asset.ip_address': 'ip',
    });
  });

  test('shows at most three values, cut', () => {
    const rows = ['a', 'a', 'b', 'x'.repeat(500), 'c'].map((value) => [value]);
    expect(suggestColumns({ header: ['X'], rows })[0]?.samples).toEqual(['a', 'b', 'x'.repeat(200)]);
  });
});

test('the header is found below titles', () => {
  const rows = [
    ['Report of January'],
    ['Customer', 'Shop Ltd'],
    ['Vulnerability', 'Risk', 'Host'],
    ['A', 'High', 'h'],
  ];
  expect(sampleOf(rows)).toEqual({ header: ['Vulnerability', 'Risk', 'Host'], rows: [['A', 'High', 'h']] });
});

test('hostile values cost no time', () => {
  const started = performance.now();
  const values = [
    'a.'.repeat(50_000),
    '/'.repeat(100_000),
    'CVE-2025-1000 '.repeat(10_000),
    '1'.repeat(100_000),
  ];
  suggestColumns({ header: values.map(() => 'x'), rows: Array.from({ length: 50 }, () => values) });
  expect(performance.now() - started).toBeLessThan(2_000);
});
