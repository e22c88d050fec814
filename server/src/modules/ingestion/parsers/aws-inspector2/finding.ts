import { referencesOf } from '../mapping/advisory.ts';
import { findingOf } from '../mapping/finding.ts';
import { canonicalIp } from '../mapping/host.ts';
import { addCwe, addVulnerabilityId } from '../mapping/identifiers.ts';
import { arrayOf, fieldOf, numberOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { utcOfEpochSeconds, utcOfIso } from '../mapping/time.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { codeOf, networkOf, packageOf } from './details.ts';

const mappedFields: ReadonlySet<string> = new Set(['findingArn', 'title', 'description', 'severity']);

const statuses: Readonly<Record<string, NonNullable<RawFinding['sourceStatus']>>> = {
  ACTIVE: 'OPEN',
  SUPPRESSED: 'SUPPRESSED',
  CLOSED: 'FIXED',
};

/** A finding on a package, on code or on what the network reaches; undefined when it names nothing of them. */
export function findingOfInspector(
  record: JsonObject,
  where: string,
  sink: ParseSink,
): RawFinding | undefined {
  const weakness = packageOf(objectOf(record.packageVulnerabilityDetails));
  const code = codeOf(objectOf(record.codeVulnerabilityDetails));
  const network = networkOf(objectOf(record.networkReachabilityDetails));
  const title = textOf(record.title);
  const kind = textOf(record.type)?.toUpperCase() ?? '';
  const isNetwork = kind === 'NETWORK_REACHABILITY' || network !== undefined;
  const rule = weakness?.id ?? code?.ruleId ?? (isNetwork ? 'NETWORK_REACHABILITY' : title);
  if (rule === undefined) return undefined;
  const score = numberOf(record.inspectorScore) ?? weakness?.score;
  const word = textOf(record.severity) ?? '';
  const lists: { cves: string[]; advisories: string[] } = { cves: [], advisories: [] };
  for (const id of weakness?.ids ?? []) addVulnerabilityId(lists, id);
  const cwes: number[] = [];
  for (const cwe of code?.cwes ?? []) addCwe(cwes, cwe);
  const advice = objectOf(objectOf(record.remediation).recommendation);
  const adviceText = textOf(fieldOf(advice, 'text'));
  const links = [textOf(fieldOf(advice, 'Url')) ?? textOf(fieldOf(advice, 'url'))];
  return findingOf({
    where,
    ruleId: rule,
    toolUniqueId: textOf(record.findingArn),
    title: title ?? rule,
    description: textOf(record.description),
    remediation:
      adviceText === undefined || /^none provided\.?$/i.test(adviceText) ? weakness?.remediation : adviceText,
    severity: severityOrProblem(sink, { word: word === 'UNTRIAGED' ? '' : word, score, where }),
    sourceSeverity: word,
    resultClass: isNetwork ? 'EXPOSURE_SIGNAL' : 'VULNERABILITY',
    evidenceClass: weakness === undefined ? 'DIRECT' : 'INFERRED',
    target: targetOf(record),
    component: weakness?.component,
    locations: code?.locations ?? weakness?.locations ?? [],
    matcher: network?.ports,
    service: network?.service,
    ...lists,
    cwes,
    cvss: weakness?.cvss ?? [],
    references: referencesOf([...(weakness?.references ?? []), ...(code?.references ?? []), ...links]),
    exploitAvailable: exploitOf(record),
    sourceStatus: statuses[textOf(record.status)?.toUpperCase() ?? ''],
    seenAt: timeOf(record.lastObservedAt) ?? timeOf(record.updatedAt),
    tags: kind === '' ? [] : [kind],
    sourceData: sourceDataOf(record, mappedFields),
  });
}

function exploitOf(record: JsonObject): boolean | undefined {
  const word = textOf(record.exploitAvailable)?.toUpperCase();
  return word === 'YES' ? true : word === 'NO' ? false : undefined;
}

/** RFC 3339, as Python prints it, or seconds since 1970 with a fraction as the API gives them. */
function timeOf(value: JsonObject[string] | undefined): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  return utcOfIso(text) ?? utcOfEpochSeconds(/^(\d{9,11})(?:\.\d+)?(?:E\d+)?$/i.exec(text)?.[1] ?? '');
}

/** Images by repository and tag, because their digest changes with every build; anything else by its id. */
function targetOf(record: JsonObject): SourceTarget {
  const resource = objectOf(arrayOf(record.resources)[0]);
  const id = textOf(resource.id);
  const details = objectOf(resource.details);
  const image = objectOf(details.awsEcrContainerImage);
  const repository = textOf(image.repositoryName);
  if (repository !== undefined) {
    const [tag] = textsOf(image.imageTags);
    const registry = textOf(image.registry);
    const name = `${registry === undefined ? '' : `${registry}/`}${repository}`;
    return {
      kind: 'CONTAINER_IMAGE',
      raw: id ?? name,
      reference: tag === undefined ? name : `${name}:${tag}`,
    };
  }
  const raw = id ?? textOf(record.awsAccountId) ?? '';
  if (raw === '') return { kind: 'CLOUD_RESOURCE', raw };
  const instance = objectOf(details.awsEc2Instance);
  const ip = canonicalIp(textsOf(instance.ipV4Addresses)[0] ?? textsOf(instance.ipV6Addresses)[0] ?? '');
  const platform = textOf(instance.platform);
  return {
    kind: 'CLOUD_RESOURCE',
    raw,
    reference: raw,
    ...(ip === undefined ? {} : { ip }),
    ...(platform === undefined ? {} : { operatingSystem: platform }),
  };
}
