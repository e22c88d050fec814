import { objectOf, textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type GroupFacts, readGroupedJson } from '../readers/json/grouped.ts';
import { findingOf } from './match.ts';
import { targetOf } from './target.ts';

const document = {
  at: '',
  facts: ['source', 'distro', 'descriptor'],
  lists: ['matches', 'ignoredMatches'],
};

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Grype' });
  const { lists } = await readGroupedJson({ source, limits, sink }, [document], {
    item: (list, value, where, facts) => {
      const context = { where, sink, target: targetOf(facts.get('source')), distro: facts.get('distro') };
      reportItem(sink, { value, where, lacks: 'has no vulnerability id' }, (match) =>
        findingOf(match, list === 'ignoredMatches', context),
      );
    },
    leave: (facts) => reportScan(facts, sink),
  });
  if (lists.size > 0) return;
  throw new ReportError(
    'The JSON has no list "matches", so it is no report of Grype. Export it with "grype IMAGE -o json".',
    { where: '/matches' },
  );
};

export default parse;

function reportScan(facts: GroupFacts, sink: ParseSink): void {
  const descriptor = objectOf(facts.get('descriptor'));
  const toolVersion = textOf(descriptor.version)?.slice(0, 100);
  const finishedAt = utcOfIso(textOf(descriptor.timestamp) ?? '');
  if (toolVersion !== undefined) sink.scan({ toolVersion });
  if (finishedAt !== undefined) sink.scan({ finishedAt });
  sink.covered({ target: targetOf(facts.get('source')), complete: true });
}
