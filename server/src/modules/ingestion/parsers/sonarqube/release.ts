import { baseFinding } from '../mapping/base-finding.ts';
import { given } from '../mapping/given.ts';
import { addCwe, addVulnerabilityId } from '../mapping/identifiers.ts';
import { objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import type { IssueContext } from './issue.ts';
import { ratedWord } from './severity.ts';
import { statusOf } from './status.ts';

const usedFields: ReadonlySet<string> = new Set([
  'key',
  'severity',
  'vulnerabilityId',
  'cweIds',
  'release',
  'createdAt',
]);

/** An issue of a dependency (`/api/v2/sca/issues-releases`): a vulnerability or a licence that is not allowed. */
export function findingOfRelease(issue: JsonObject, context: IssueContext): RawFinding | undefined {
  const release = objectOf(issue.release);
  const name = textOf(release.packageName);
  const ruleId = textOf(issue.vulnerabilityId) ?? textOf(issue.spdxLicenseId) ?? textOf(issue.type);
  if (name === undefined || ruleId === undefined) return undefined;
  const isLicence = textOf(issue.vulnerabilityId) === undefined;
  const lists = { cves: [], advisories: [] };
  if (!isLicence) addVulnerabilityId(lists, ruleId);
  const cwes: number[] = [];
  for (const cwe of textsOf(issue.cweIds)) addCwe(cwes, cwe);
  const paths = textsOf(release.dependencyFilePaths).slice(0, 1_000);
  const { severity, sourceSeverity } = ratedWord(
    context.sink,
    textOf(issue.severity) ?? 'unknown',
    context.where,
  );
  const target = { kind: 'REPOSITORY', raw: context.projectName } as const;
  return {
    ...baseFinding({
      where: context.where,
      ruleId,
      title: `${ruleId} in ${name}`,
      severity,
      sourceSeverity,
      target,
    }),
    resultClass: isLicence ? 'EXPOSURE_SIGNAL' : 'VULNERABILITY',
    evidenceClass: 'INFERRED',
    component: {
      name,
      ...given({
        version: textOf(release.version),
        purl: textOf(release.packageUrl),
        ecosystem: textOf(release.packageManager),
      }),
    },
    locations: paths.map((path) => ({ path })),
    ...lists,
    cwes,
    tags: textsOf(issue.type),
    sourceData: sourceDataOf({ ...issue, ...release }, usedFields),
    ...given({
      toolUniqueId: textOf(issue.key),
      sourceStatus: statusOf(issue),
      seenAt: utcOfIso(textOf(issue.createdAt) ?? ''),
    }),
  };
}
