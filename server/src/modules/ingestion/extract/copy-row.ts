import type { CvssStatement, RawFinding } from '../parsers/parser.ts';
import { exploitationOf } from './exploitation.ts';
import type { StoredFinding } from './shared-texts.ts';

interface Row {
  readonly ordinal: number;
  readonly fingerprint: string;
  readonly contentHash: string;
  readonly targetKey: string;
  /** As the report states it, less the texts that are kept apart. */
  readonly finding: StoredFinding;
  /** Of the texts kept apart. */
  readonly textId: string | null;
}

/** Columns of `copyRow`, in order. */
export const copyColumns = [
  'ordinal',
  'fingerprint',
  'content_hash',
  'target_key',
  'rule_id',
  'severity',
  'class',
  'title',
  'open_at_source',
  'source_severity',
  'cves',
  'cwes',
  'advisories',
  'cvss_score',
  'cvss_vector',
  'component',
  'service',
  'location',
  'location_count',
  'check_reach',
  'kev',
  'exploit_available',
  'text_id',
  'detail',
] as const;

const maxRuleId = 500;
const maxTitle = 1_000;
const maxPlace = 1_000;
const maxName = 500;

/** One line of PostgreSQL's COPY text format (PostgreSQL manual, COPY, "Text Format"). */
export function copyRow({ ordinal, fingerprint, contentHash, targetKey, finding, textId }: Row): string {
  const { ruleId, severity, resultClass, title, sourceStatus } = finding;
  const best = bestCvss(finding.cvss);
  const place = finding.locations[0];
  const { kev, exploitAvailable } = exploitationOf(finding);
  return `${[
    ordinal,
    fingerprint,
    contentHash,
    field(targetKey),
    field(ruleId.slice(0, maxRuleId)),
    severity,
    resultClass,
    field(title.slice(0, maxTitle)),
    flag(sourceStatus === undefined || sourceStatus === 'OPEN'),
    field(finding.sourceSeverity),
    array(finding.cves),
    `{${finding.cwes.join(',')}}`,
    array(finding.advisories),
    best?.score?.toFixed(1) ?? absent,
    optional(best?.vector, maxPlace),
    optional(nameOf(finding.component), maxName),
    optional(serviceOf(finding.service), maxName),
    optional(place?.url ?? place?.path, maxPlace),
    finding.locations.length,
    finding.checkReach ?? absent,
    flag(kev),
    exploitAvailable === null ? absent : flag(exploitAvailable),
    textId ?? absent,
    jsonField(finding),
  ].join('\t')}\n`;
}

/** NULL in COPY text. */
const absent = '\\N';

function flag(value: boolean): string {
  return value ? 't' : 'f';
}

function optional(text: string | undefined, max: number): string {
  return text === undefined ? absent : field(text.slice(0, max));
}

/** Array literal; every element quoted, then escaped once more as a COPY field. */
function array(values: readonly string[]): string {
  return field(`{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`);
}

/** Newest CVSS version first, then the highest score that somebody states. */
function bestCvss(statements: RawFinding['cvss']): CvssStatement | undefined {
  return statements.reduce<CvssStatement | undefined>((best, one) => {
    if (one.score === undefined) return best;
    if (!best || one.version > best.version) return one;
    return one.version === best.version && one.score > (best.score ?? 0) ? one : best;
  }, undefined);
}

function nameOf(component: RawFinding['component']): string | undefined {
  if (!component) return undefined;
  return component.version === undefined ? component.name : `${component.name}@${component.version}`;
}

function serviceOf(service: RawFinding['service']): string | undefined {
  if (!service) return undefined;
  const text = [service.port, service.transport].filter((part) => part !== undefined).join('/');
  return text === '' ? undefined : text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what COPY and PostgreSQL's text type cannot hold
const special = /[\\\t\n\r\u0000]/g;

function field(text: string): string {
  return text.toWellFormed().replace(special, escapeOne);
}

function escapeOne(char: string): string {
  if (char === '\\') return '\\\\';
  if (char === '\t') return '\\t';
  if (char === '\n') return '\\n';
  if (char === '\r') return '\\r';
  return '\uFFFD';
}

function jsonField(finding: StoredFinding): string {
  return jsonbText(finding).replaceAll('\\', '\\\\');
}

/** JSON that jsonb takes: it holds neither NUL nor half a surrogate pair, both of which JSON.stringify writes as escapes. */
export function jsonbText(value: object): string {
  const json = JSON.stringify(value);
  return json.includes('\\u0000') || json.includes('\\ud') ? JSON.stringify(value, wellFormed) : json;
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '\uFFFD') : value;
}
