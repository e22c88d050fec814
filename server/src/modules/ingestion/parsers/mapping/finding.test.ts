import { expect, test } from 'vitest';
import { findingOf, serviceOf, statedText } from './finding.ts';

const least = {
  where: 'line 1',
  ruleId: '1',
  title: ' a\n b ',
  severity: 'LOW',
  sourceSeverity: '2',
  resultClass: 'VULNERABILITY',
  evidenceClass: 'DIRECT',
  target: { kind: 'HOST', raw: 'a.example' },
} as const;

test('what a report does not say is left out, lists are empty', () => {
  const finding = findingOf({ ...least, matcher: undefined, service: undefined, evidence: 'x' });
  expect(finding).toEqual({
    ...least,
    title: 'a b',
    evidence: 'x',
    locations: [],
    cves: [],
    cwes: [],
    advisories: [],
    references: [],
    cvss: [],
    tags: [],
    sourceData: {},
  });
  expect(Object.keys(finding)).not.toContain('matcher');
});

test('a service needs a port or a transport', () => {
  expect(serviceOf({ port: 443, transport: 'TCP', name: 'https ' })).toEqual({
    port: 443,
    transport: 'tcp',
    name: 'https',
  });
  expect(serviceOf({ name: 'https', transport: '' })).toBeUndefined();
  expect(serviceOf({ transport: 'icmp' })).toEqual({ transport: 'icmp' });
});

test.each(['', ' N/A ', '-', 'null', 'n/a', 'None', "'-"])('%j says nothing', (text) => {
  expect(statedText(text)).toBeUndefined();
  expect(statedText(`${text} x`)).toBe(`${text} x`.trim());
});
