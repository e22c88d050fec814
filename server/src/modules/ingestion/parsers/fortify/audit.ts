import type { ParseLimits, ParseSink, RawFinding } from '../parser.ts';
import { ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml } from '../readers/xml/reader.ts';

/** The Analysis tag has this id in every installation. */
const analysisTag = '87f2364f-dcd4-49e6-861d-f8d3f351686b';

interface AuditReading {
  readonly source: AsyncIterable<Uint8Array>;
  readonly sink: Pick<ParseSink, 'problem'>;
  readonly limits: ParseLimits;
}

/**
 * Reads what people decided, the `audit.xml` of an FPR: the state of each instance that is not simply open. Its history and
 * comments are passed by.
 */
export async function readAudit({ source, sink, limits }: AuditReading) {
  const statuses = new Map<string, NonNullable<RawFinding['sourceStatus']>>();
  const events = {
    whole: new Set(['Issue']),
    leaveOut: new Set(['ThreadedComments', 'ClientAuditTrail']),
    element: (issue: XmlElement) => {
      const status = statusOf(issue);
      const id = issue.attributes.instanceId ?? '';
      if (id !== '' && status !== undefined) statuses.set(id, status);
    },
    tooLarge: (_name: string, where: string) => {
      sink.problem({
        code: 'ITEM_TOO_LARGE',
        message: 'An entry of the audit is longer than an item may be and was passed by.',
        where,
        dropsItem: false,
      });
    },
  };
  await readXml(
    { source, sink, limits, roots: ['Audit'], formatName: 'an audit of Fortify' },
    (position) => new ElementReader(events, position, limits),
  );
  return statuses;
}

function statusOf({ attributes, children }: XmlElement): RawFinding['sourceStatus'] {
  const analysis = children.find(({ name, attributes: { id } }) => name === 'Tag' && id === analysisTag);
  const value = analysis?.children.find(({ name }) => name === 'Value')?.text.trim() ?? '';
  if (/^not an issue$/i.test(value)) return 'FALSE_POSITIVE';
  return attributes.suppressed === 'true' ? 'SUPPRESSED' : undefined;
}
