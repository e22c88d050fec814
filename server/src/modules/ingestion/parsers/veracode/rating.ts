import type { Severity } from '../../../../kernel/severity.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import { attributeOf, childOf, childrenOf, type XmlElement } from '../readers/xml/elements.ts';

/** Very high, high, medium, low, very low, informational. */
const severities: Readonly<Record<string, Severity>> = {
  '5': 'CRITICAL',
  '4': 'HIGH',
  '3': 'MEDIUM',
  '2': 'LOW',
  '1': 'LOW',
  '0': 'INFO',
};

export function severityOfLevel(
  level: string,
  score: number | undefined,
  where: string,
  sink: ParseSink,
): Severity {
  return severities[level] ?? severityOrProblem(sink, { word: level, score, where });
}

/**
 * What the report says of a flaw's state. A mitigation counts when it was accepted; what was proposed or rejected leaves the
 * flaw open.
 */
export function statusOf(item: XmlElement): RawFinding['sourceStatus'] {
  const remediation = attributeOf(item, 'remediation_status') ?? '';
  if (/^(?:fixed|remediated)/i.test(remediation)) return 'FIXED';
  const isAccepted =
    /^accepted$/i.test(attributeOf(item, 'mitigation_status') ?? '') ||
    attributeOf(item, 'mitigation') === 'true';
  if (!isAccepted && !/^(?:mitigated|potential false positive)/i.test(remediation)) return undefined;
  const actions = childrenOf(childOf(item, 'mitigations'), 'mitigation').map(
    (each) => attributeOf(each, 'action') ?? '',
  );
  const words = [remediation, attributeOf(item, 'mitigation_type') ?? '', ...actions].join(' ');
  return /false.?positive/i.test(words) ? 'FALSE_POSITIVE' : 'ACCEPTED';
}
