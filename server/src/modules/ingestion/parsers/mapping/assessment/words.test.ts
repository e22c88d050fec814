import { describe, expect, test } from 'vitest';
import { Vocabulary } from '../../readers/document/text.ts';
import { fieldKindOf } from './field-kind.ts';
import { leadingId, sameId, trailingId, wholeId } from './finding-id.ts';
import { ratingOf, splitSeverity, statedSeverity } from './severity-text.ts';
import { statedStatus, statusInSentence } from './status-text.ts';
import { titleLikeness } from './title-text.ts';

describe('severities', () => {
  test.each([
    ['High', 'High', 'HIGH', undefined],
    ['8.1 (High)', 'High', 'HIGH', 8.1],
    ['CRITICAL – 9.8', 'CRITICAL', 'CRITICAL', 9.8],
    ['Medium risk', 'Medium', 'MEDIUM', undefined],
    ['Low to Medium', 'Low - Medium', 'MEDIUM', undefined],
    ['●●○ Moderate', 'Moderate', 'MEDIUM', undefined],
    ['High (CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N)', 'High', 'HIGH', undefined],
    ['Undetermined', 'Undetermined', undefined, undefined],
    ['Sehr hoch', 'Sehr hoch', 'CRITICAL', undefined],
  ])('%s', (text, word, severity, score) => {
    expect(statedSeverity(text)).toEqual({ word, severity, ...(score === undefined ? {} : { score }) });
  });

  test.each([
    'High privileges are needed to reach it',
    'The risk is small or is not one the client has indicated',
    'Lowercase',
    '9.0 - 10.0',
    '',
  ])('%j states none', (text) => {
    expect(statedSeverity(text)).toBeUndefined();
  });

  test('a score alone is a rating without a word', () => {
    expect(ratingOf('7.5/10')).toEqual({ word: '7.5', severity: undefined, score: 7.5 });
  });

  test.each([
    ['Weak password policy (Low)', 'Weak password policy', 'Low'],
    ['[High] Weak password policy', 'Weak password policy', 'High'],
    ['WEAK PASSWORDS - CRITICAL', 'WEAK PASSWORDS', 'CRITICAL'],
    ['The limit is set too low', 'The limit is set too low', undefined],
    ['Missing high availability', 'Missing high availability', undefined],
  ])('of the heading %j', (heading, title, word) => {
    const split = splitSeverity(heading);
    expect([split.title, split.stated?.word]).toEqual([title, word]);
  });
});

describe('ids', () => {
  test.each([
    ['TOB-WACL-1: Out of bounds', 'TOB-WACL-1', 'Out of bounds', true],
    ['X41-ACME-2023-001: Injection', 'X41-ACME-2023-001', 'Injection', true],
    ['[H-01] Anyone can mint', 'H-01', 'Anyone can mint', false],
    ['Finding #3 – Weak cipher', 'Finding #3', 'Weak cipher', false],
    ['Issue A: Keys in plain text', 'Issue A', 'Keys in plain text', false],
    ['Finding ACME-12: Banner', 'ACME-12', 'Banner', false],
    ['C01. Ownership can be lost', 'C01', 'Ownership can be lost', false],
  ])('%s', (heading, id, rest, strong) => {
    const found = leadingId(heading);
    expect([found?.id.id, found?.rest, found?.id.strong]).toEqual([id, rest, strong]);
  });

  test.each([
    'CVE-2024-1234 in the library',
    'SHA-1 is used for signatures',
    'S3 bucket is public',
    'TLS-1 is enabled',
    'A01:2021 - Broken Access Control',
    'Issue a new certificate',
    'H1 headings are missing',
  ])('%j begins with none', (heading) => {
    expect(leadingId(heading)).toBeUndefined();
  });

  test('in cells, in brackets, with spaces, and as the end of another', () => {
    expect(wholeId('TOB- ETCD -001')?.id).toBe('TOB-ETCD-001');
    expect(wholeId('7')?.number).toBe(7);
    expect(wholeId('EXA-E0012-6VW')?.family).toBe('exa-e0012-');
    expect(trailingId('Weak password policy (ACME-12)')?.id.id).toBe('ACME-12');
    expect([sameId('ACME-007', 'acme-7'), sameId('EXA-E0012-6VW', '6VW'), sameId('A-1', 'A-11')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

test.each([
  ['Resolved in commit a485109.', 'FIXED'],
  ['Partially resolved', 'OPEN'],
  ['Unresolved', 'OPEN'],
  ['Not fixed', 'OPEN'],
  ['Acknowledged', 'OPEN'],
  ['Risk accepted', 'ACCEPTED'],
  ["Won't fix", 'ACCEPTED'],
  ['False positive', 'FALSE_POSITIVE'],
  ['✓', 'FIXED'],
  ['Whatever', undefined],
])('the state %j is %s', (text, status) => {
  expect(statedStatus(text)).toBe(status);
});

test('a state in a sentence counts what it denies', () => {
  expect(statusInSentence('The team has fixed this in 1a2b3c.')).toBe('FIXED');
  expect(statusInSentence('The team has not fixed this.')).toBe('OPEN');
  expect(statusInSentence('The team plans to have it addressed.')).toBe('OPEN');
});

test.each([
  ['Overall Risk:', 'SEVERITY'],
  ['4.2.1 Description', 'DESCRIPTION'],
  ['• Finding ID', 'ID'],
  ['Affected URL(s)', 'TARGET'],
  ['Steps to Reproduce', 'EVIDENCE'],
  ['CVSS v3.1 Base Score', 'CVSS'],
  ['CVSS-Score', 'CVSS'],
  ['Remediation Status', 'STATUS'],
  ['Empfehlung', 'REMEDIATION'],
  ['Difficulty', 'OTHER'],
  ['Weather', undefined],
  ['The description of this is long and no label at all', undefined],
])('the label %j is %s', (label, kind) => {
  expect(fieldKindOf(label)).toBe(kind);
});

test('titles are alike when one shortens the other, not when they share small words', () => {
  expect(
    titleLikeness('Out of bounds crash in extract_claims', 'Out-of-bounds crash in extract_claims'),
  ).toBe(1);
  expect(
    titleLikeness('Denial of service in the parser', 'Denial of service in the parser using malicious input'),
  ).toBeGreaterThan(0.9);
  expect(titleLikeness('The key is in the log', 'The cookie is in the clear')).toBeLessThan(0.5);
});

describe('lines of a paragraph', () => {
  const words = new Vocabulary();
  words.add(
    'An out-of-bounds read is a vulnerability. The vulnerability of the implementation; an implementation with out.',
  );

  test.each([
    [['a vulner-', 'ability'], 'a vulnerability'],
    [['an Out-of-', 'bounds read'], 'an Out-of-bounds read'],
    [['a cross-', 'site request'], 'a cross-site request'],
    [['a vul\u00AD', 'nerability'], 'a vulnerability'],
    [['the imple', 'mentation of it'], 'the implementation of it'],
    [['with', 'out doubt'], 'with out doubt'],
    [['see https://example.org/', 'advisory'], 'see https://example.org/advisory'],
  ])('%j', (lines, text) => {
    expect(words.join(lines)).toBe(text);
  });
});
