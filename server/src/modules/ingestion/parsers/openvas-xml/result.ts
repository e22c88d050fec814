import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { findingOf, statedText } from '../mapping/finding.ts';
import { openVasSeverity } from '../mapping/openvas.ts';
import { utcOfIso } from '../mapping/time.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import { attributeOf, childOf, textIn, type XmlElement } from '../readers/xml/elements.ts';
import { addressIn, targetOf } from './hosts.ts';
import { cvssOf, idsOf, tagsOf } from './nvt.ts';
import { serviceOfPort } from './port.ts';
import { componentOf, placeOf } from './product.ts';

const mapped: ReadonlySet<string> = new Set([
  'id',
  'name',
  'host',
  'port',
  'nvt',
  'description',
  'owner',
  'creation_time',
  'detection',
]);

/** Undefined when the result names neither a test nor a title. */
export function findingOfResult(result: XmlElement, sink: ParseSink): RawFinding | undefined {
  const nvt = childOf(result, 'nvt');
  const oid = attributeOf(nvt, 'oid');
  const title = textIn(nvt, 'name') ?? textIn(result, 'name');
  if (oid === undefined && title === undefined) return undefined;
  const where = `line ${result.line}`;
  const threat = textIn(result, 'threat') ?? '';
  const cvss = cvssOf(nvt);
  const score = Number(textIn(result, 'severity') ?? cvss[0]?.score ?? textIn(nvt, 'cvss_base'));
  const { severity, sourceStatus } = openVasSeverity(sink, { threat, score, where });
  const tags = tagsOf(nvt);
  const host = childOf(result, 'host');
  const check = quality(result, nvt);
  const family = textIn(nvt, 'family');
  return findingOf({
    where,
    ruleId: oid === undefined || oid === '0' ? (title ?? '').toLowerCase() : oid,
    title: title ?? `NVT ${oid}`,
    description: joined([tags.get('summary'), tags.get('insight'), tags.get('affected')]),
    impact: statedText(tags.get('impact')),
    remediation: statedText(textIn(nvt, 'solution') ?? tags.get('solution')),
    severity,
    sourceSeverity: threat === '' ? (textIn(result, 'severity') ?? '') : threat,
    sourceStatus,
    resultClass: classOf(severity, textIn(result, 'compliance')),
    ...check,
    target: targetOf(addressIn(host), textIn(host, 'hostname')),
    service: serviceOfPort(textIn(result, 'port')),
    component: componentOf(result),
    matcher: placeOf(result),
    seenAt: utcOfIso(textIn(result, 'creation_time') ?? textIn(result, 'modification_time') ?? ''),
    evidence: statedText(textIn(result, 'description')),
    ...idsOf(nvt),
    cvss,
    tags: family === undefined ? [] : [family.slice(0, 200)],
    sourceData: {
      ...sourceDataOfElement(result, mapped),
      ...kept('result_id', attributeOf(result, 'id')),
      ...kept('cvss_base', textIn(nvt, 'cvss_base')),
      ...kept('solution_type', tags.get('solution_type') ?? attributeOf(childOf(nvt, 'solution'), 'type')),
      ...kept('vuldetect', tags.get('vuldetect')?.slice(0, 4_000)),
    },
  });
}

function kept(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === '' ? {} : { [name]: value };
}

function joined(texts: readonly (string | undefined)[]): string | undefined {
  const text = texts.filter((each) => statedText(each) !== undefined).join('\n\n');
  return text === '' ? undefined : text;
}

/** Log and debug messages rate nothing; audits say whether a rule is kept. */
function classOf(severity: Severity, compliance: string | undefined): ResultClass {
  if (compliance === 'no') return 'EXPOSURE_SIGNAL';
  if (compliance === 'yes') return 'NEGATIVE_RESULT';
  return severity === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY';
}

type Quality = Pick<RawFinding, 'evidenceClass'> & {
  readonly confidence: number | undefined;
  readonly checkReach: RawFinding['checkReach'] | undefined;
};

/** Quality of detection: how sure the test is (percent), and whether it looked or compared versions. */
function quality(result: XmlElement, nvt: XmlElement | undefined): Quality {
  const qod = childOf(result, 'qod');
  const type = textIn(qod, 'type') ?? '';
  const percent = Number(textIn(qod, 'value'));
  const isLookUp = textIn(nvt, 'type') === 'cve';
  const compares = /^(?:package|executable_version|remote_banner|registry|general_note)/.test(type);
  const isLocal = /^(?:package|executable_version|registry)/.test(type);
  const isRemote = type.startsWith('remote_') || type === 'exploit';
  return {
    evidenceClass: isLookUp || compares ? 'INFERRED' : 'DIRECT',
    confidence: percent > 0 && percent <= 100 ? percent / 100 : undefined,
    checkReach: isLocal ? 'LOCAL' : isRemote ? 'REMOTE' : undefined,
  };
}
