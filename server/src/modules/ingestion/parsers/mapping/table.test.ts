import { describe, expect, test } from 'vitest';
import { columnKeys, TableHeader, tableHead } from './table.ts';

const headOf = (text: string) => ({ text, complete: true, sizeBytes: text.length });

describe('a table', () => {
  test('finds columns by name whatever their case, signs and order', () => {
    const header = new TableHeader(['CVSS v3.0 Base Score', ' plugin_id ', 'Exploit?', 'Host', 'host']);
    expect(header.hasAll('Plugin ID', 'Exploit', 'cvss_v3_0_base_score')).toBe(true);
    expect(header.hasAny('Name', 'Port')).toBe(false);
    const row = header.row(['9.8', '1', 'Yes', '', ' a.example ']);
    expect(row.text('Name', 'Host')).toBe('a.example');
    expect(row.text('Name')).toBeUndefined();
  });

  test('keeps what has no place of its own, also where columns share a name or have none', () => {
    const row = new TableHeader(['Host', 'Note', 'Note', '', '__proto__']).row([
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
    ]);
    expect(row.others(columnKeys('host'))).toEqual({
      Note: 'b',
      'Note (3)': 'c',
      'column 4': 'd',
      'column 6': 'f',
    });
  });
});

describe('the head of a file', () => {
  test.each([
    ['commas', 'Report of "x"\nHost,Name\na,b\n'],
    ['quotes that span lines', '"Report\nof, x"\n"Host","Name ""n"""\n"a","b"\n'],
    ['semicolons', 'x\r\nHost;Name\r\na;b\r\n'],
    ['bars', 'Host|Name\na|b'],
    ['tabs', 'Host\tName\na\tb'],
  ])('shows the header in %s', (_what, text) => {
    expect(tableHead(headOf(text), (header) => header.hasAll('host'))?.cells).toHaveLength(2);
  });

  test('is no table when it begins like XML or JSON, or when the header stands too deep', () => {
    expect(tableHead(headOf('<a>\nHost,Name'), () => true)).toBeUndefined();
    expect(tableHead(headOf('{"a":\nHost,Name'), () => true)).toBeUndefined();
    expect(
      tableHead(headOf(`${'x\n'.repeat(50)}Host,Name`), (header) => header.hasAll('host')),
    ).toBeUndefined();
  });
});
