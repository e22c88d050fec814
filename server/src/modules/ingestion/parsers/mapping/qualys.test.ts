import { expect, test } from 'vitest';
import { RecordingSink } from '../recording-sink.ts';
import { qualysCvss, qualysCvss3, qualysKind, qualysSeverity } from './qualys.ts';

test('levels are severities, anything else needs a score', () => {
  const sink = new RecordingSink();
  const levels = ['1', '2', '3', '4', '5'];
  const severityOf = (level: string, cvss = [qualysCvss('7.5', '2.0')].filter((one) => one !== undefined)) =>
    qualysSeverity(sink, { level, cvss, where: 'line 1' });
  expect(levels.map((level) => severityOf(level))).toEqual(['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);
  expect(severityOf('')).toBe('HIGH');
  expect([severityOf('', []), sink.problems[0]?.code]).toEqual(['MEDIUM', 'UNKNOWN_SEVERITY']);
});

test('scores stand alone or before their vector', () => {
  expect(qualysCvss('9.3 (AV:N/AC:M/Au:N/C:C/I:C/A:C)', '2.0')).toEqual({
    version: '2.0',
    vector: 'AV:N/AC:M/Au:N/C:C/I:C/A:C',
    score: 9.3,
    source: 'qualys',
  });
  expect(qualysCvss3('9.0 (AV:N/AC:H)', '3.1')).toMatchObject({
    version: '3.1',
    vector: 'CVSS:3.1/AV:N/AC:H',
  });
  expect(qualysCvss3('5', undefined)).toEqual({ version: '3.0', score: 5, source: 'qualys' });
  expect(['-', '', undefined].map((text) => qualysCvss(text, '2.0'))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a detection is confirmed unless its kind says otherwise', () => {
  const words = ['Vuln', 'Confirmed', undefined, 'Practice', 'POTENTIAL', 'Ig', 'constructor'];
  expect(words.map(qualysKind)).toEqual(['VULN', 'VULN', 'VULN', 'PRACTICE', 'PRACTICE', 'INFO', 'VULN']);
});
