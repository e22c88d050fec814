import type { ParseArchive } from '../archive.ts';
import { JoinedSink } from '../joined-sink.ts';
import { readAudit } from './audit.ts';
import { readFvdl } from './fvdl.ts';

/** An FPR: the scan as `audit.fvdl`, and what people decided about it as `audit.xml`. Sources and templates beside them stay packed. */
const parse: ParseArchive = async (archive, sink, limits) => {
  const joined = new JoinedSink(sink);
  const hasAudit = archive.entries.some(({ name }) => name === 'audit.xml');
  const audit = joined.part('audit.xml');
  const statuses = hasAudit
    ? await readAudit({ source: archive.read('audit.xml'), sink: audit, limits })
    : new Map<string, never>();
  const source = archive.read('audit.fvdl');
  await readFvdl({ source, sink: joined.part('audit.fvdl'), limits }, (id) => statuses.get(id));
  joined.end();
};

export default parse;
