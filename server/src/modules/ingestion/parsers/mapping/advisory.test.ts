import { expect, test } from 'vitest';
import type { SourceTarget } from '../parser.ts';
import { RecordingSink } from '../recording-sink.ts';
import { advisoryFinding, namedComponent, pathWithoutVersion } from './advisory.ts';

const target: SourceTarget = { kind: 'OTHER', raw: 'x' };
const base = { where: '/a', ruleId: 'GHSA-aaaa-bbbb-cccc', target };

test('ids are sorted, texts that are missing are absent, a fix becomes the remedy', () => {
  const component = namedComponent({ name: 'left', version: '1', fixedVersion: '2', purl: undefined });
  const finding = advisoryFinding(new RecordingSink(), {
    ...base,
    word: 'Moderate',
    ids: ['cve-2025-1000', 'CVE-2025-1000'],
    cwes: ['CWE-79', 'CWE-79', '20'],
    component,
    description: undefined,
  });
  expect(finding).toEqual({
    ...base,
    title: 'GHSA-aaaa-bbbb-cccc in left',
    severity: 'MEDIUM',
    sourceSeverity: 'Moderate',
    resultClass: 'VULNERABILITY',
    evidenceClass: 'INFERRED',
    locations: [],
    cves: ['CVE-2025-1000'],
    advisories: ['GHSA-aaaa-bbbb-cccc'],
    cwes: [79, 20],
    references: [],
    cvss: [],
    tags: [],
    sourceData: {},
    component: { name: 'left', version: '1', fixedVersion: '2' },
    remediation: 'Update left to 2.',
  });
});

test('without a word the severity follows the score, or the vector where no score is given', () => {
  const severityOf = (cvss: Parameters<typeof advisoryFinding>[1]['cvss']) =>
    advisoryFinding(new RecordingSink(), { ...base, word: 'unknown', ...(cvss && { cvss }) }).severity;
  expect(severityOf([{ version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }])).toBe(
    'CRITICAL',
  );
  expect(
    severityOf([
      { version: '2.0', score: 10 },
      { version: '3.1', score: 3 },
    ]),
  ).toBe('LOW');
  expect(
    severityOf([
      { version: '4.0', vector: 'CVSS:4.0/AV:N' },
      { version: '2.0', score: 8 },
    ]),
  ).toBe('HIGH');
  expect(severityOf([])).toBe('MEDIUM');
});

test('a place keeps its name when the version in it changes', () => {
  expect(pathWithoutVersion('/lib/left-1.2.3.jar', '1.2.3')).toBe('/lib/left-*.jar');
  expect(pathWithoutVersion('/lib1/left', '1')).toBe('/lib1/left');
});
