import { baseFinding } from '../mapping/base-finding.ts';
import { confidenceOfWord } from '../mapping/confidence.ts';
import { type Draft, type FindingDraft, maxLocations } from '../mapping/draft.ts';
import { canonicalIp, nameHost, type TargetDraft } from '../mapping/host.ts';
import { addLinks, plainTextOf } from '../mapping/html.ts';
import { addCve, addCweOfTag } from '../mapping/identifiers.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { urlIn, webPlaceOf } from '../mapping/web-place.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { FindingLocation, ParseSink, RawFinding } from '../parser.ts';
import {
  attributeOf,
  childOf,
  childrenOf,
  textIn,
  textsBelow,
  type XmlElement,
} from '../readers/xml/elements.ts';

/** Read into fields of a finding, or whole messages, which are not kept. */
const usedChildren: ReadonlySet<string> = new Set([
  'type',
  'name',
  'host',
  'path',
  'severity',
  'confidence',
  'issueBackground',
  'remediationBackground',
  'issueDetail',
  'issueDetailItems',
  'remediationDetail',
  'references',
  'requestresponse',
]);

/** Every issue that an extension raises has this type (0x08000000); only the name tells them apart. */
const extensionType = '134217728';

/** One issue is one finding; undefined without type and name. */
export function findingOfIssue(issue: XmlElement, sink: ParseSink): RawFinding | undefined {
  const where = `line ${issue.line}`;
  const title = textIn(issue, 'name');
  const ruleId = textIn(issue, 'type') ?? title;
  if (ruleId === undefined) return undefined;
  const word = textIn(issue, 'severity') ?? '';
  const isFalse = /^false.?positive$/i.test(word);
  const severity = isFalse ? 'INFO' : severityOrProblem(sink, { word, where });
  const place = placeOf(issue);
  const finding = baseFinding({
    where,
    ruleId,
    title: title ?? `Issue type ${ruleId}`,
    severity,
    sourceSeverity: word,
    target: place.target,
  });
  finding.resultClass = severity === 'INFO' && !isFalse ? 'INFORMATIONAL' : 'VULNERABILITY';
  finding.locations = place.locations;
  if (place.service !== undefined) finding.service = place.service;
  if (isFalse) finding.sourceStatus = 'FALSE_POSITIVE';
  const matcher = ruleId === extensionType ? [title, place.kind].filter(Boolean).join(' ') : place.kind;
  if (matcher !== undefined && matcher !== '') finding.matcher = matcher.slice(0, 500);
  addTexts(finding, issue);
  addIdentifiers(finding, issue);
  finding.sourceData = sourceDataOfElement(issue, usedChildren);
  return finding;
}

function addTexts(finding: FindingDraft, issue: XmlElement): void {
  const detail = joined([textIn(issue, 'issueDetail'), ...textsBelow(childOf(issue, 'issueDetailItems'))]);
  const description = joined([textIn(issue, 'issueBackground')]) ?? detail;
  const remediation = joined([textIn(issue, 'remediationDetail'), textIn(issue, 'remediationBackground')]);
  const confidence = confidenceOfWord(textIn(issue, 'confidence'));
  if (description !== undefined) finding.description = description;
  if (detail !== undefined) finding.evidence = detail;
  if (remediation !== undefined) finding.remediation = remediation;
  if (confidence !== undefined) finding.confidence = confidence;
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  const texts = parts.filter((part) => part !== undefined).map(plainTextOf);
  const text = texts.filter((part) => part !== '').join('\n\n');
  return text === '' ? undefined : text.slice(0, 65_536).toWellFormed();
}

/** Classifications are a list of links: "CWE-79: Improper Neutralization …", "CAPEC-591: …". */
function addIdentifiers(finding: FindingDraft, issue: XmlElement): void {
  const references: string[] = [];
  const cwes: number[] = [];
  const cves: string[] = [];
  const classifications = textIn(issue, 'vulnerabilityClassifications') ?? '';
  for (const line of plainTextOf(classifications).split(/[\n,]/))
    addCweOfTag(cwes, line.replace(/^[\s-]+/, ''));
  addLinks(references, textIn(issue, 'references') ?? '');
  addLinks(references, classifications);
  const named = `${finding.title} ${textIn(issue, 'issueDetail') ?? ''}`;
  for (const [id] of named.matchAll(/\bCVE-\d{4}-\d{4,19}\b/gi)) addCve(cves, id);
  finding.references = references;
  finding.cwes = cwes;
  finding.cves = cves;
}

interface Place {
  readonly target: RawFinding['target'];
  readonly service: RawFinding['service'];
  readonly locations: FindingLocation[];
  /** What the check was put into, beside its name: "cookie", "parameter", "HTTP header". */
  readonly kind: string | undefined;
}

function placeOf(issue: XmlElement): Place {
  const host = childOf(issue, 'host');
  const site = host?.text.trim() ?? '';
  const path = textIn(issue, 'path') ?? '/';
  const web = webPlaceOf(urlIn(site, path));
  const target: TargetDraft = web === undefined ? { kind: 'WEB_APPLICATION', raw: site } : { ...web.target };
  if (web === undefined) nameHost(target, site);
  target.raw = site === '' ? target.raw : site;
  const ip = canonicalIp(attributeOf(host, 'ip') ?? '');
  if (ip !== undefined) target.ip ??= ip;
  const location: Draft<FindingLocation> = web?.location ?? { path };
  const point = insertionPoint(textIn(issue, 'location') ?? '');
  if (point.name !== undefined) location.parameter = point.name;
  const locations = requestPlaces(issue, site);
  const method = locations.find(({ path: own }) => own === location.path)?.method ?? locations[0]?.method;
  if (method !== undefined) location.method = method;
  const others = locations.filter((other) => other.path !== location.path);
  return {
    target,
    service: web?.service,
    locations: [location, ...others].slice(0, maxLocations),
    kind: point.kind,
  };
}

const pointKinds =
  /^(?!name of )(.+?) ((?:(?:JSON|XML|URL|REST URL|HTTP|body|query string|request|multipart) )*(?:parameter|cookie|header|attribute|value))(?:,.*)?$/i;

const maxPointLength = 8_192;

/** "/find [q parameter]" names what was put in beside the path. */
function insertionPoint(location: string): { name?: string; kind?: string } {
  if (location.length > maxPointLength) return {};
  const inner = /\s\[([^[]+(?:\[[^\]]*\][^[]*)?)\]$/.exec(location)?.[1]?.trim();
  if (inner === undefined) return {};
  const [, name, kind] = pointKinds.exec(inner) ?? [];
  return name === undefined || kind === undefined
    ? { name: inner.slice(0, 1_000) }
    : { name: name.slice(0, 1_000), kind };
}

/** Method and path of each request, from its first line; queries hold payloads and are left to the main place. */
function requestPlaces(issue: XmlElement, site: string): Draft<FindingLocation>[] {
  const places = new Map<string, Draft<FindingLocation>>();
  for (const pair of childrenOf(issue, 'requestresponse')) {
    const request = childOf(pair, 'request');
    if (request === undefined) continue;
    const [method, target] = requestLine(request);
    const web = target === undefined ? undefined : webPlaceOf(urlIn(site, target.replace(/[?#].*$/s, '')));
    const stated = attributeOf(request, 'method') ?? method;
    const key = `${stated} ${web?.location.path}`;
    if (places.has(key) || places.size >= maxLocations) continue;
    const place: Draft<FindingLocation> = web === undefined ? {} : { ...web.location };
    if (stated !== undefined) place.method = stated.slice(0, 20);
    if (Object.keys(place).length > 0) places.set(key, place);
  }
  return [...places.values()];
}

function requestLine(request: XmlElement): readonly (string | undefined)[] {
  const encoded = attributeOf(request, 'base64') === 'true';
  const start = request.text.trimStart().slice(0, 16_384);
  const text = encoded ? Buffer.from(start, 'base64').toString('latin1') : start;
  const [, method, target] = /^([A-Z]{1,20}) (\S{1,8000}) HTTP\/\d/.exec(text) ?? [];
  return [method, target];
}
