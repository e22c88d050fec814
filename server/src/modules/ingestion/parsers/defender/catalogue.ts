import { addCvesIn } from '../mapping/cve-text.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { findingOf } from '../mapping/finding.ts';
import { given } from '../mapping/given.ts';
import { numberOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

const nowhere = { kind: 'OTHER', raw: '' } as const;
const cveFields: ReadonlySet<string> = new Set([
  'id',
  'name',
  'description',
  'severity',
  'cvssV3',
  'cvssVector',
]);
const adviceFields: ReadonlySet<string> = new Set([
  'id',
  'recommendationName',
  'productName',
  'recommendedVersion',
]);

/** A CVE of the organisation's catalogue; it tells how many machines have it, not which. Undefined for another record. */
export function findingOfCatalogue(
  record: JsonObject,
  where: string,
  sink: ParseSink,
): RawFinding | undefined {
  const cves: string[] = [];
  addCvesIn(cves, textOf(record.id) ?? textOf(record.name));
  const [id = textOf(record.id)] = cves;
  const isCatalogue = cves.length > 0 || Object.hasOwn(record, 'cvssV3');
  if (id === undefined || !isCatalogue) return undefined;
  const word = textOf(record.severity) ?? '';
  const score = numberOf(record.cvssV3);
  const statement = cvssStatement({ version: '3.1', score, vector: textOf(record.cvssVector) });
  const isAbsent = numberOf(record.exposedMachines) === 0;
  const public_ = record.publicExploit ?? record.exploitVerified;
  return findingOf({
    where,
    ruleId: id,
    title: id,
    severity: severityOrProblem(sink, { word, score, where }),
    sourceSeverity: word,
    resultClass: isAbsent ? 'INFORMATIONAL' : 'VULNERABILITY',
    evidenceClass: 'INFERRED',
    target: nowhere,
    cves,
    cvss: statement === undefined ? [] : [statement],
    description: textOf(record.description),
    references: textsOf(record.exploitUris),
    exploitAvailable: typeof public_ === 'boolean' ? public_ : undefined,
    sourceData: sourceDataOf(record, cveFields),
  });
}

/** Advice for the organisation: an update that closes weaknesses, or a setting. Undefined for another record. */
export function findingOfRecommendation(
  record: JsonObject,
  where: string,
  sink: ParseSink,
): RawFinding | undefined {
  const title = textOf(record.recommendationName);
  if (title === undefined) return undefined;
  const word = textOf(record.severity) ?? textOf(record.severityScore) ?? '';
  const name = textOf(record.productName) ?? textOf(record.relatedComponent);
  const status = textOf(record.status)?.toLowerCase() ?? '';
  return findingOf({
    where,
    ruleId: textOf(record.id) ?? title,
    title,
    severity: severityOrProblem(sink, { word, score: numberOf(word), where }),
    sourceSeverity: word,
    resultClass: (numberOf(record.weaknesses) ?? 0) > 0 ? 'VULNERABILITY' : 'EXPOSURE_SIGNAL',
    evidenceClass: 'INFERRED',
    target: nowhere,
    component:
      name === undefined
        ? undefined
        : { name, ...given({ fixedVersion: textOf(record.recommendedVersion) }) },
    matcher: textOf(record.vendor),
    remediation: title,
    exploitAvailable: typeof record.publicExploit === 'boolean' ? record.publicExploit : undefined,
    sourceStatus: status.includes('exception') ? 'ACCEPTED' : status === 'completed' ? 'FIXED' : undefined,
    sourceData: sourceDataOf(record, adviceFields),
  });
}
