import type { RawFinding, SourceTarget } from '../parser.ts';
import { attributeOf, childrenOf, textsBelow, type XmlElement } from '../readers/xml/elements.ts';

/** One test of a vulnerability on a host or service, before the definitions say what it is. */
export interface Test {
  readonly where: string;
  /** Lower-case: the definitions sometimes differ in case. */
  readonly id: string;
  readonly status: string;
  readonly key: string | undefined;
  readonly evidence: string | undefined;
  /** Ids that the item itself names, as in the simple report: "cve:CVE-2025-1234". */
  readonly ids: readonly string[];
  readonly target: SourceTarget;
  readonly service: RawFinding['service'];
  readonly sourceData: Readonly<Record<string, string>>;
  /** Characters that it takes. */
  readonly length: number;
}

export interface TestPlace {
  readonly target: SourceTarget;
  readonly service: RawFinding['service'];
}

const maxEvidenceLength = 65_536;
const keptAttributes = ['vulnerable-since', 'pci-compliance-status', 'scan-id'];

export function testOf(element: XmlElement, place: TestPlace): Test {
  const evidence = textsBelow(element)
    .map((text) => text.replaceAll(/\s+/g, ' '))
    .join('\n')
    .slice(0, maxEvidenceLength)
    .toWellFormed();
  const sourceData: Record<string, string> = {};
  for (const name of keptAttributes) {
    const value = attributeOf(element, name);
    if (value !== undefined) sourceData[name] = value.slice(0, 200);
  }
  return {
    ...place,
    where: `line ${element.line}`,
    id: (attributeOf(element, 'id') ?? '').toLowerCase(),
    status: (attributeOf(element, 'status') ?? '').toLowerCase(),
    key: attributeOf(element, 'key'),
    evidence: evidence === '' ? undefined : evidence,
    ids: [],
    sourceData,
    length: evidence.length,
  };
}

/** Result codes of the simple report and the status that each one means. */
const statusOfCode: ReadonlyMap<string, string> = new Map([
  ['VE', 'vulnerable-exploited'],
  ['VV', 'vulnerable-version'],
  ['VP', 'vulnerable-potential'],
  ['EE', 'exception-vulnerable-exploited'],
  ['EV', 'exception-vulnerable-version'],
  ['EP', 'exception-vulnerable-potential'],
  ['NV', 'not-vulnerable'],
  ['NF', 'not-vulnerable'],
]);

/** `<vulnerability id="…" resultCode="VV"><id type="cve">…</id></vulnerability>` of the simple report. */
export function testOfSimple(element: XmlElement, place: TestPlace): Test {
  const code = attributeOf(element, 'resultCode') ?? '';
  const ids = childrenOf(element, 'id').map((id) => `${attributeOf(id, 'type') ?? ''}:${id.text.trim()}`);
  return {
    ...place,
    where: `line ${element.line}`,
    id: (attributeOf(element, 'id') ?? '').toLowerCase(),
    status: statusOfCode.get(code.toUpperCase()) ?? code.toLowerCase(),
    key: attributeOf(element, 'key'),
    evidence: undefined,
    ids,
    sourceData: code === '' ? {} : { resultCode: code },
    length: ids.join('').length,
  };
}
