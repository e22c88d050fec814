import { cvssStatement } from '../mapping/cvss.ts';
import { findingOf } from '../mapping/finding.ts';
import { given } from '../mapping/given.ts';
import { addVulnerabilityId } from '../mapping/identifiers.ts';
import { numberOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { targetOfMachine } from './machine.ts';

const mappedFields: ReadonlySet<string> = new Set([
  'id',
  'cveId',
  'severity',
  'vulnerabilitySeverityLevel',
  'productName',
  'softwareName',
  'productVersion',
  'softwareVersion',
  'diskPaths',
  'registryPaths',
]);

/**
 * A known weakness of software on a machine: a record of the API's lists or of its file export. `machine` is the target where
 * a list of machines lies beside the record. Undefined when the record is of another kind.
 */
export function findingOfSoftware(
  record: JsonObject,
  where: string,
  sink: ParseSink,
  machine?: SourceTarget,
): RawFinding | undefined {
  const id = textOf(record.cveId);
  if (id === undefined) return undefined;
  const word = textOf(record.severity) ?? textOf(record.vulnerabilitySeverityLevel) ?? '';
  const score = numberOf(record.cvssScore) ?? numberOf(record.cvssV3);
  const lists: { cves: string[]; advisories: string[] } = { cves: [], advisories: [] };
  addVulnerabilityId(lists, id);
  const statement = cvssStatement({ version: '3.1', score, vector: textOf(record.cvssVector) });
  const component = componentOf(record);
  const update = textOf(record.recommendedSecurityUpdate) ?? textOf(record.fixingKbId);
  const exploit = textOf(record.exploitabilityLevel);
  return findingOf({
    where,
    ruleId: id,
    toolUniqueId: textOf(record.id),
    title: component === undefined ? id : `${id} in ${component.name}`,
    severity: severityOrProblem(sink, { word, score, where }),
    sourceSeverity: word,
    resultClass: 'VULNERABILITY',
    evidenceClass: 'INFERRED',
    target: machine ?? targetOfMachine(record),
    component,
    matcher: textOf(record.productVendor) ?? textOf(record.softwareVendor),
    locations: [...textsOf(record.diskPaths), ...textsOf(record.registryPaths)]
      .slice(0, 10_000)
      .map((path) => ({ path })),
    ...lists,
    cvss: statement === undefined ? [] : [statement],
    references: textsOf(record.recommendedSecurityUpdateUrl),
    remediation: update === undefined ? undefined : `Install the security update ${update}.`,
    exploitAvailable: exploit === undefined ? undefined : /^exploitis/i.test(exploit.replaceAll(' ', '')),
    sourceStatus: /mitigated/i.test(textOf(record.cveMitigationStatus) ?? '') ? 'ACCEPTED' : undefined,
    seenAt: utcOfIso(textOf(record.lastSeenTimestamp) ?? ''),
    sourceData: sourceDataOf(record, mappedFields),
  });
}

function componentOf(record: JsonObject): RawFinding['component'] {
  const name = textOf(record.productName) ?? textOf(record.softwareName);
  if (name === undefined) return undefined;
  const version = textOf(record.productVersion) ?? textOf(record.softwareVersion);
  return { name: name.slice(0, 1_000), ...given({ version, path: textsOf(record.diskPaths)[0] }) };
}
