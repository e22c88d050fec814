import type { ResultClass } from '../../../../kernel/severity.ts';
import { findingOf, serviceOf } from '../mapping/finding.ts';
import { portOf } from '../mapping/host.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import { attributeOf, childOf, childrenOf, type XmlElement } from '../readers/xml/elements.ts';
import type { NmapHost } from './host.ts';
import { keptOutput, reportScript, type ScriptPlace } from './script.ts';

const maxEvidenceLength = 20_000;

/** Reports what the scripts of a port found, then the port itself. */
export function reportPort(
  port: XmlElement,
  host: NmapHost,
  place: Omit<ScriptPlace, 'onPort' | 'service'>,
): void {
  const service = serviceOf({
    port: portOf(port.attributes.portid),
    transport: port.attributes.protocol,
    name: serviceName(port),
  });
  const plain = childrenOf(port, 'script').filter(
    (script) => !reportScript(script, { ...place, service, onPort: true }),
  );
  const { sink } = place;
  sink.sourceItem();
  const number = attributeOf(port, 'portid');
  if (number === undefined) {
    sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'A port without a number (portid) was left out.',
      where: `line ${port.line}`,
      dropsItem: true,
    });
    return;
  }
  const state = attributeOf(childOf(port, 'state'), 'state') ?? 'unknown';
  const label = `${number}/${attributeOf(port, 'protocol') ?? 'tcp'}`;
  const name = service?.name === undefined ? '' : ` (${service.name})`;
  const outputs = plain.map((script) => keptOutput(script, place, maxEvidenceLength));
  sink.finding(
    findingOf({
      where: `line ${port.line}`,
      ruleId: 'open-port',
      title: state === 'open' ? `Open port: ${label}${name}` : `Port ${label}${name} is ${state}`,
      description: productOf(port),
      severity: 'INFO',
      sourceSeverity: '',
      resultClass: classOfState(state),
      evidenceClass: 'DIRECT',
      target: place.target,
      checkReach: 'REMOTE',
      service,
      seenAt: place.seenAt,
      evidence: outputs.length === 0 ? undefined : outputs.join('\n\n').slice(0, maxEvidenceLength),
      sourceData: {
        ...sourceDataOfElement(port, leftOut),
        ...(host.otherNames.length === 0 ? {} : { hostnames: host.otherNames }),
      },
    }),
  );
}

const leftOut: ReadonlySet<string> = new Set(['portid', 'protocol', 'script']);

/** "closed" and "filtered" were looked for and not found open; "open|filtered" and "unfiltered" say neither. */
function classOfState(state: string): ResultClass {
  if (state === 'open') return 'EXPOSURE_SIGNAL';
  return state === 'closed' || state === 'filtered' || state === 'closed|filtered'
    ? 'NEGATIVE_RESULT'
    : 'INFORMATIONAL';
}

function serviceName(port: XmlElement): string | undefined {
  const service = childOf(port, 'service');
  const name = attributeOf(service, 'name');
  if (name === undefined || name === 'unknown') return undefined;
  return attributeOf(service, 'tunnel') === 'ssl' && name === 'http' ? 'https' : name;
}

/** "OpenSSH 8.9p1 (Ubuntu Linux; protocol 2.0)", as version detection gives it. */
function productOf(port: XmlElement): string | undefined {
  const service = childOf(port, 'service');
  const extra = attributeOf(service, 'extrainfo');
  const words = [attributeOf(service, 'product'), attributeOf(service, 'version'), extra && `(${extra})`];
  const text = words.filter((word) => word !== undefined).join(' ');
  return text === '' ? undefined : text;
}
