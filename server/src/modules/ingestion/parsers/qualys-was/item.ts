import type { Draft } from '../mapping/draft.ts';
import { maxLocations } from '../mapping/draft.ts';
import { statedText } from '../mapping/finding.ts';
import { urlParts } from '../mapping/host.ts';
import { utcOfIso } from '../mapping/time.ts';
import { utcOfClock } from '../mapping/time-clock.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { FindingLocation, RawFinding } from '../parser.ts';
import { attributeOf, childOf, childrenOf, textIn, type XmlElement } from '../readers/xml/elements.ts';

/** A result as it stands in the report, before the glossary says what its QID is. */
export interface Item {
  readonly where: string;
  readonly kind: 'VULNERABILITY' | 'SENSITIVE_CONTENT' | 'INFORMATION_GATHERED';
  readonly qid: string;
  readonly uniqueId: string | undefined;
  /** Address of the application that the result stands under. */
  readonly application: string | undefined;
  readonly locations: readonly FindingLocation[];
  readonly evidence: string | undefined;
  readonly seenAt: string | undefined;
  readonly sourceStatus: RawFinding['sourceStatus'];
  readonly sourceData: Readonly<Record<string, unknown>>;
  /** Characters that it takes. */
  readonly length: number;
}

const mapped: ReadonlySet<string> = new Set([
  'QID',
  'UNIQUE_ID',
  'URL',
  'PARAM',
  'PAYLOADS',
  'DATA',
  'TITLE',
]);
const maxEvidenceLength = 10_000;

export function itemOf(element: XmlElement, application: string | undefined): Item {
  const locations = locationsOf(element);
  const evidence = evidenceOf(element);
  const sourceData = sourceDataOfElement(element, mapped);
  const seen = ['LAST_TIME_DETECTED', 'DETECTION_DATE', 'LAST_DETECTED'].map((name) => textIn(element, name));
  const time = seen.find((text) => text !== undefined) ?? '';
  return {
    where: `line ${element.line}`,
    kind: kindOf(element.name),
    qid: textIn(element, 'QID') ?? '',
    uniqueId: textIn(element, 'UNIQUE_ID'),
    application,
    locations,
    evidence,
    seenAt: utcOfIso(time) ?? utcOfClock(time),
    sourceStatus: statusOf(element),
    sourceData,
    length: (evidence?.length ?? 0) + JSON.stringify([locations, sourceData]).length,
  };
}

function kindOf(name: string): Item['kind'] {
  return name === 'SENSITIVE_CONTENT' || name === 'INFORMATION_GATHERED' ? name : 'VULNERABILITY';
}

/** The page of the result, then every other one that a payload was sent to. */
function locationsOf(element: XmlElement): FindingLocation[] {
  const payloads = childrenOf(childOf(element, 'PAYLOADS'), 'PAYLOAD');
  const requests = payloads.map((payload) => childOf(payload, 'REQUEST'));
  const parameter = statedText(textIn(element, 'PARAM'));
  const url = textIn(element, 'URL');
  const locations: FindingLocation[] = [];
  if (url !== undefined) locations.push(locationOf(url, textIn(requests[0], 'METHOD'), parameter));
  const known = new Set(url === undefined ? [] : [url]);
  for (const request of requests) {
    const sentTo = textIn(request, 'URL');
    if (sentTo === undefined || known.has(sentTo) || locations.length >= maxLocations) continue;
    known.add(sentTo);
    locations.push(locationOf(sentTo, textIn(request, 'METHOD'), parameter));
  }
  return locations;
}

function locationOf(url: string, method: string | undefined, parameter: string | undefined): FindingLocation {
  const location: Draft<FindingLocation> = { url };
  const path = urlParts(url)?.path;
  if (path !== undefined) location.path = path;
  if (method !== undefined) location.method = method.slice(0, 20);
  if (parameter !== undefined) location.parameter = parameter.slice(0, 1_000);
  return location;
}

/** What was sent and what came back; what information was gathered. */
function evidenceOf(element: XmlElement): string | undefined {
  const parts: string[] = [];
  for (const payload of childrenOf(childOf(element, 'PAYLOADS'), 'PAYLOAD')) {
    const sent = statedText(textIn(payload, 'PAYLOAD'));
    const answer = decoded(childOf(childOf(payload, 'RESPONSE'), 'CONTENTS'));
    if (sent !== undefined) parts.push(sent);
    if (answer !== undefined) parts.push(answer);
  }
  const data = decoded(childOf(element, 'DATA'));
  if (data !== undefined) parts.push(data);
  const text = parts.join('\n\n').slice(0, maxEvidenceLength).toWellFormed();
  return text === '' ? undefined : text;
}

function decoded(element: XmlElement | undefined): string | undefined {
  if (element === undefined) return undefined;
  const isEncoded = attributeOf(element, 'base64') === 'true';
  const text = isEncoded ? Buffer.from(element.text.trim(), 'base64').toString('utf8') : element.text;
  return statedText(text.replaceAll('\u0000', '\uFFFD'));
}

function statusOf(element: XmlElement): RawFinding['sourceStatus'] {
  const ignored = textIn(element, 'IGNORED') ?? textIn(element, 'IS_IGNORED');
  if (ignored?.toLowerCase() === 'true') {
    const reason = textIn(element, 'IGNORE_REASON')?.toLowerCase() ?? '';
    if (reason.includes('false')) return 'FALSE_POSITIVE';
    return reason.includes('risk') ? 'ACCEPTED' : 'SUPPRESSED';
  }
  const status = textIn(element, 'STATUS')?.toLowerCase();
  if (status === undefined) return undefined;
  return status === 'fixed' ? 'FIXED' : 'OPEN';
}
