import { expect, test } from 'vitest';
import type { RawFinding } from '../parsers/parser.ts';
import { SharedTexts } from './shared-texts.ts';

const base: RawFinding = {
  where: 'line 1',
  ruleId: '10001',
  title: 'Outdated service',
  severity: 'HIGH',
  sourceSeverity: '3',
  resultClass: 'VULNERABILITY',
  evidenceClass: 'DIRECT',
  target: { kind: 'HOST', raw: 'db.example' },
  locations: [],
  cves: [],
  cwes: [],
  advisories: [],
  references: ['https://advisories.example/10001'],
  cvss: [],
  tags: [],
  sourceData: {},
  description: 'The service is out of date. '.repeat(20),
};

function collected() {
  const told: [string, string][] = [];
  return { told, texts: new SharedTexts((id, body) => told.push([id, body])) };
}

test('findings of one check share their texts, which are told once', () => {
  const { told, texts } = collected();
  const [one, two] = [texts.split(base), texts.split({ ...base, where: 'line 2', evidence: 'port 22' })];
  expect(one.textId).toBe(two.textId);
  expect(told).toHaveLength(1);
  expect(told[0]?.[0]).toBe(one.textId);
  expect(JSON.parse(told[0]?.[1] ?? '')).toEqual({
    description: base.description,
    references: base.references,
  });
  expect(one.finding).not.toHaveProperty('description');
  expect({ ...two.finding, ...JSON.parse(told[0]?.[1] ?? '') }).toEqual({
    ...base,
    where: 'line 2',
    evidence: 'port 22',
  });
});

test('another text is another row, whatever the check is called', () => {
  const { told, texts } = collected();
  const ids = [base, { ...base, remediation: 'Upgrade.' }].map((finding) => texts.split(finding).textId);
  expect(new Set(ids).size).toBe(2);
  expect(told).toHaveLength(2);
});

test('short texts stay with their finding', () => {
  const { told, texts } = collected();
  const short = { ...base, description: 'Old.' };
  expect(texts.split(short)).toEqual({ textId: null, finding: short });
  expect(told).toEqual([]);
});

test('a report with endless different texts keeps them in place, none lost', () => {
  const { told, texts } = collected();
  const splits = Array.from({ length: 12 }, (_, n) =>
    texts.split({ ...base, description: `${n}`.repeat(1_000_000) }),
  );
  expect(told.length).toBeLessThan(12);
  for (const { textId, finding } of splits) expect(textId === null).toBe(finding.description !== undefined);
});

test('what jsonb cannot hold is replaced', () => {
  const { told, texts } = collected();
  texts.split({ ...base, description: `\u0000\ud800${base.description}` });
  expect(told[0]?.[1]).not.toMatch(/\\u0000|\\ud800/);
});
