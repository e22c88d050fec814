import type { Severity } from '../../../../kernel/severity.ts';
import { type Draft, type FindingDraft, maxLocations } from '../mapping/draft.ts';
import { nameHost, portOf, type TargetDraft, urlParts, webTarget } from '../mapping/host.ts';
import { addCwe, addOnce, addVulnerabilityId } from '../mapping/identifiers.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { FindingLocation, ParseSink, RawFinding, SourceTarget } from '../parser.ts';

/** A site as both formats give it: attributes of `<site>` or the `@` fields. */
export interface ZapSite {
  readonly name: string;
  readonly host: string;
  readonly port: string;
  readonly ssl: boolean;
}

/** An alert as both formats give it: its leaf fields by name, its instances, its tags. */
export interface ZapAlert {
  readonly fields: Readonly<Record<string, string>>;
  readonly instances: readonly ZapInstance[];
  readonly tags: readonly string[];
  readonly where: string;
}

export type ZapInstance = Readonly<Record<string, string>>;

/** Leaf fields of an alert that are read; messages in full ("plus" reports) are not kept. */
export const alertFields: ReadonlySet<string> = new Set([
  'pluginid',
  'alertRef',
  'alert',
  'name',
  'riskcode',
  'riskdesc',
  'confidence',
  'desc',
  'solution',
  'otherinfo',
  'reference',
  'cweid',
  'wascid',
  'sourceid',
  'count',
  'systemic',
]);
export const instanceFields: ReadonlySet<string> = new Set([
  'uri',
  'nodeName',
  'method',
  'param',
  'attack',
  'evidence',
  'otherinfo',
]);

const severityOfRisk: Readonly<Record<string, Severity>> = {
  '0': 'INFO',
  '1': 'LOW',
  '2': 'MEDIUM',
  '3': 'HIGH',
};
/** False positive, low, medium, high, confirmed by a person. */
const confidenceOfCode: Readonly<Record<string, number>> = { '0': 0, '1': 0.3, '2': 0.6, '3': 0.85, '4': 1 };
/** Rules that raise several kinds of alert under one id; before version 2.10 only the name tells these apart. */
const rulesWithSeveralAlerts: ReadonlySet<string> = new Set(['10055']);

export function targetOfSite(site: ZapSite): SourceTarget {
  const scheme = site.ssl ? 'https' : 'http';
  const target =
    webTarget(site.name) ?? webTarget(`${scheme}://${site.host}${site.port === '' ? '' : `:${site.port}`}`);
  if (target !== undefined) return { ...target, raw: site.name === '' ? target.raw : site.name };
  const other: TargetDraft = { kind: 'WEB_APPLICATION', raw: site.name };
  nameHost(other, site.host);
  return other;
}

export function serviceOfSite(site: ZapSite): NonNullable<RawFinding['service']> {
  const port = portOf(site.port) ?? urlParts(site.name)?.port;
  const name = site.ssl || site.name.startsWith('https:') ? 'https' : 'http';
  return port === undefined ? { transport: 'tcp', name } : { port, transport: 'tcp', name };
}

export interface AlertContext {
  readonly target: SourceTarget;
  readonly service: NonNullable<RawFinding['service']>;
  readonly seenAt: string | undefined;
  readonly sink: ParseSink;
}

/** One alert on one site is one finding; its instances become locations. Undefined without plugin id and name. */
export function findingOfAlert(
  { fields, instances, tags, where }: ZapAlert,
  context: AlertContext,
): RawFinding | undefined {
  const title = text(fields.alert) ?? text(fields.name);
  const ruleId = text(fields.pluginid) ?? title;
  if (ruleId === undefined) return undefined;
  const risk = fields.riskcode ?? '';
  const severity =
    severityOfRisk[risk] ??
    severityOrProblem(context.sink, { word: fields.riskdesc?.split(' ', 1)[0] ?? risk, where });
  const cwes: number[] = [];
  addCwe(cwes, fields.cweid ?? '');
  const lists: { cves: string[]; advisories: string[] } = { cves: [], advisories: [] };
  for (const tag of tags) if (/^CVE-/i.test(tag)) addVulnerabilityId(lists, tag);
  const finding: FindingDraft = {
    where,
    ruleId: ruleId.slice(0, 500),
    title: (title ?? `Rule ${ruleId}`).slice(0, 1_000),
    severity,
    sourceSeverity: risk,
    resultClass: severity === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY',
    evidenceClass: 'DIRECT',
    target: context.target,
    service: context.service,
    locations: locationsOf(instances),
    ...lists,
    cwes,
    references: referencesOf(fields.reference ?? ''),
    cvss: [],
    tags: tags.slice(0, 100),
    sourceData: sourceDataOf(fields, instances),
  };
  addOptional(finding, fields, instances, context.seenAt);
  return finding;
}

function addOptional(
  finding: FindingDraft,
  fields: ZapAlert['fields'],
  instances: readonly ZapInstance[],
  seenAt: string | undefined,
): void {
  const description = plain(fields.desc);
  const remediation = plain(fields.solution);
  const evidence = text(instances[0]?.evidence) ?? plain(fields.otherinfo);
  const confidence = confidenceOfCode[fields.confidence ?? ''];
  const matcher = matcherOf(fields);
  if (description !== undefined) finding.description = description;
  if (remediation !== undefined) finding.remediation = remediation;
  if (evidence !== undefined) finding.evidence = evidence;
  if (confidence !== undefined) finding.confidence = confidence;
  if (confidence === 0) finding.sourceStatus = 'FALSE_POSITIVE';
  if (matcher !== undefined) finding.matcher = matcher;
  if (seenAt !== undefined) finding.seenAt = seenAt;
}

/** `alertRef` is the plugin id, with "-2" and so on where one rule raises several kinds of alert. */
function matcherOf(fields: ZapAlert['fields']): string | undefined {
  const reference = text(fields.alertRef);
  if (reference !== undefined) return reference === fields.pluginid ? undefined : reference.slice(0, 200);
  if (!rulesWithSeveralAlerts.has(fields.pluginid ?? '')) return undefined;
  return (text(fields.name) ?? text(fields.alert))?.slice(0, 500);
}

function locationsOf(instances: readonly ZapInstance[]): FindingLocation[] {
  const locations: FindingLocation[] = [];
  for (const instance of instances.slice(0, maxLocations)) {
    const location: Draft<FindingLocation> = {};
    const url = text(instance.uri);
    const method = text(instance.method);
    const parameter = text(instance.param);
    const snippet = text(instance.evidence);
    if (url !== undefined) {
      location.url = url;
      const path = urlParts(url)?.path;
      if (path !== undefined) location.path = path;
    }
    if (method !== undefined) location.method = method;
    if (parameter !== undefined) location.parameter = parameter.slice(0, 1_000);
    if (snippet !== undefined) location.snippet = snippet.slice(0, 4_000);
    locations.push(location);
  }
  return locations;
}

/** Old reports run the URLs together, newer ones put each in a paragraph. */
function referencesOf(reference: string): string[] {
  const references: string[] = [];
  for (const part of reference.replaceAll(/<\/?p>|<br\s*\/?>/gi, '\n').split(/\s+|(?=https?:\/\/)/)) {
    if (/^https?:\/\//.test(part) && part.length <= 2_048) addOnce(references, part);
  }
  return references.slice(0, 1_000);
}

function sourceDataOf(fields: ZapAlert['fields'], instances: readonly ZapInstance[]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['alertRef', 'riskdesc', 'confidence', 'wascid', 'sourceid', 'count', 'systemic']) {
    const value = text(fields[name]);
    if (value !== undefined) kept[name] = value.slice(0, 1_000);
  }
  const otherinfo = plain(fields.otherinfo);
  if (otherinfo !== undefined) kept.otherinfo = otherinfo.slice(0, 16_000);
  const attack = text(instances[0]?.attack);
  if (attack !== undefined) kept.attack = attack.slice(0, 4_000);
  return kept;
}

/** ZAP wraps prose in `<p>` and nothing else; other markup in a text belongs to the site and stays as it is. */
function plain(value: string | undefined): string | undefined {
  return text(value?.replaceAll(/<\/p>\s*<p>/gi, '\n\n').replaceAll(/<\/?p>/gi, ''));
}

function text(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' ? undefined : trimmed;
}
