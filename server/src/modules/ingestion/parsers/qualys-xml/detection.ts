import { serviceOf, statedText } from '../mapping/finding.ts';
import { portOf } from '../mapping/host.ts';
import { type QualysKind, qualysKind } from '../mapping/qualys.ts';
import { utcOfIso } from '../mapping/time.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { RawFinding } from '../parser.ts';
import { attributeOf, textIn, type XmlElement } from '../readers/xml/elements.ts';
import type { XmlAttributes } from '../readers/xml/reader.ts';

/** One QID found on one host, as far as the item itself says. */
export interface Detection {
  readonly where: string;
  readonly qid: string;
  readonly kind: QualysKind;
  readonly level: string | undefined;
  readonly service: RawFinding['service'];
  readonly sourceStatus: RawFinding['sourceStatus'];
  readonly instance: string | undefined;
  readonly uniqueId: string | undefined;
  readonly result: string | undefined;
  readonly seenAt: string | undefined;
  readonly sourceData: Readonly<Record<string, unknown>>;
  /** Characters that it takes. */
  readonly length: number;
}

const mapped: ReadonlySet<string> = new Set([
  'QID',
  'RESULT',
  'RESULTS',
  'PORT',
  'PROTOCOL',
  'UNIQUE_VULN_ID',
]);

/** `VULN_INFO` of an asset report and `DETECTION` of the host detection API. */
export function detectionOf(element: XmlElement): Detection {
  const result = statedText(textIn(element, 'RESULT') ?? textIn(element, 'RESULTS'));
  const sourceData = sourceDataOfElement(element, mapped);
  return {
    where: `line ${element.line}`,
    qid: textIn(element, 'QID') ?? '',
    kind: qualysKind(textIn(element, 'TYPE')),
    level: textIn(element, 'SEVERITY'),
    service: serviceOf({
      port: portOf(textIn(element, 'PORT')),
      transport: textIn(element, 'PROTOCOL'),
      name: textIn(element, 'SERVICE'),
    }),
    sourceStatus: statusOf(element),
    instance: statedText(textIn(element, 'INSTANCE')) ?? statedText(textIn(element, 'FQDN')),
    uniqueId: textIn(element, 'UNIQUE_VULN_ID'),
    result,
    seenAt: utcOfIso(textIn(element, 'LAST_FOUND') ?? textIn(element, 'LAST_FOUND_DATETIME') ?? ''),
    sourceData,
    length: (result?.length ?? 0) + JSON.stringify(sourceData).length,
  };
}

const mappedOfScan: ReadonlySet<string> = new Set([
  'number',
  'severity',
  'cveid',
  'TITLE',
  'RESULT',
  'DIAGNOSIS',
  'CONSEQUENCE',
  'SOLUTION',
  'CVE_ID_LIST',
  'VENDOR_REFERENCE_LIST',
  'BUGTRAQ_ID_LIST',
  'CVSS_BASE',
  'CVSS3_BASE',
  'CORRELATION',
]);

/** An item of the older scan report: the category around it says where it was found. */
export function detectionOfScan(element: XmlElement, category: XmlAttributes): Detection {
  const { value, misc } = category;
  const result = statedText(textIn(element, 'RESULT'));
  return {
    where: `line ${element.line}`,
    qid: attributeOf(element, 'number') ?? '',
    kind: qualysKind(element.name),
    level: attributeOf(element, 'severity'),
    service: serviceOf({ port: portOf(category.port), transport: category.protocol }),
    sourceStatus: undefined,
    instance: statedText(textIn(element, 'INSTANCE')),
    uniqueId: undefined,
    result,
    seenAt: undefined,
    sourceData: {
      ...sourceDataOfElement(element, mappedOfScan),
      ...(value === undefined ? {} : { category: value }),
      ...(misc === undefined ? {} : { misc }),
    },
    length: 0,
  };
}

function statusOf(element: XmlElement): RawFinding['sourceStatus'] {
  const flagged = (name: string): boolean => /^(?:1|true|yes)$/i.test(textIn(element, name) ?? '');
  if (flagged('IS_IGNORED') || flagged('IS_DISABLED') || flagged('IGNORED') || flagged('DISABLED'))
    return 'SUPPRESSED';
  const status = (textIn(element, 'VULN_STATUS') ?? textIn(element, 'STATUS'))?.toLowerCase();
  if (status === undefined) return undefined;
  return status === 'fixed' ? 'FIXED' : 'OPEN';
}
