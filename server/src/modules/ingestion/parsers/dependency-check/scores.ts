import { cvssStatement } from '../mapping/cvss.ts';
import { numberOf, objectOf, textOf } from '../mapping/json.ts';
import type { CvssStatement } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** Metric names of the specification and the fields that hold them, `authenticationr` as the report's schema writes it. */
const fields2 = [
  ['AV', 'accessVector'],
  ['AC', 'accessComplexity'],
  ['Au', 'authenticationr', 'authentication'],
  ['C', 'confidentialImpact', 'confidentialityImpact'],
  ['I', 'integrityImpact'],
  ['A', 'availabilityImpact'],
] as const;
const fields3 = [
  ['AV', 'attackVector'],
  ['AC', 'attackComplexity'],
  ['PR', 'privilegesRequired'],
  ['UI', 'userInteraction'],
  ['S', 'scope'],
  ['C', 'confidentialityImpact'],
  ['I', 'integrityImpact'],
  ['A', 'availabilityImpact'],
] as const;

/** Scores of all versions. Metrics are words (NETWORK) or letters (N); the first letter of a word is the metric's value. */
export function cvssOf(vulnerability: JsonObject): (CvssStatement | undefined)[] {
  const version4 = objectOf(vulnerability.cvssv4);
  const version3 = objectOf(vulnerability.cvssv3);
  const version2 = objectOf(vulnerability.cvssv2);
  const source = textOf(vulnerability.source)?.toLowerCase();
  return [
    cvssStatement({
      version: '4.0',
      vector: textOf(version4.vectorString),
      score: numberOf(version4.baseScore),
      source: textOf(version4.source) ?? source,
    }),
    cvssStatement({
      version: textOf(version3.version) === '3.0' ? '3.0' : '3.1',
      vector: textOf(version3.vectorString) ?? vectorOf(version3, fields3),
      score: numberOf(version3.baseScore),
      source,
    }),
    cvssStatement({
      version: '2.0',
      vector: vectorOf(version2, fields2) ?? vectorOf(vulnerability, oldFields),
      score: numberOf(version2.score) ?? numberOf(vulnerability.cvssScore),
      source,
    }),
  ];
}

/** Up to version 4 the fields stood in the vulnerability itself, with a prefix: `cvssAccessVector`. */
const oldFields = fields2.map(([metric, ...names]) => [
  metric,
  ...names.map((name) => `cvss${name.charAt(0).toUpperCase()}${name.slice(1)}`),
]);

function vectorOf(group: JsonObject, fields: readonly (readonly string[])[]): string | undefined {
  const metrics: string[] = [];
  for (const [metric = '', ...names] of fields) {
    const word = names.map((name) => textOf(group[name])).find((text) => text !== undefined);
    if (word === undefined) return undefined;
    metrics.push(`${metric}:${word.charAt(0).toUpperCase()}`);
  }
  return metrics.join('/');
}
