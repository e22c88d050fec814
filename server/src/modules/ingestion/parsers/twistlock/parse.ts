import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type GroupedEvents, type GroupFacts, readGroupedJson } from '../readers/json/grouped.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { findingOfIssue } from './issue.ts';
import { parseTable } from './table.ts';
import { targetFacts, targetOfResult } from './target.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Prisma Cloud Compute' });
  const { character, head, replay } = await firstCharacter(source);
  if (character !== '{' && character !== '[') return parseTable(replay, sink, limits);
  if (character === '{' && !/"results"\s*:/.test(head)) {
    throw new ReportError(
      'The file holds no "results", so it is no report of twistcli. Run twistcli with --output-file.',
      { where: '/results' },
    );
  }
  const at = character === '[' ? '/*' : '/results/*';
  const group = { at, facts: targetFacts, lists: ['vulnerabilities', 'compliances', 'complianceIssues'] };
  const found = await readGroupedJson({ source: replay, limits, sink }, [group], new TwistlockEvents(sink));
  const isEmpty = /^\[\s*\]|"results"\s*:\s*(?:null|\[\s*\])/.test(head);
  if (found.lists.size > 0 || found.facts.size > 0 || isEmpty) return;
  throw new ReportError(
    'No entry names what was scanned or lists vulnerabilities, so it is no report of twistcli.',
    {
      where: at,
    },
  );
};

export default parse;

class TwistlockEvents implements GroupedEvents {
  readonly #sink: ParseSink;

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  item(list: string, value: JsonValue, where: string, facts: GroupFacts): void {
    const { target, seenAt } = targetOfResult(facts);
    const kind = list === 'vulnerabilities' ? 'VULNERABILITY' : 'COMPLIANCE';
    reportItem(this.#sink, { value, where, lacks: 'has no id' }, (issue) =>
      findingOfIssue(issue, { kind, where, target, seenAt, sink: this.#sink }),
    );
  }

  leave(facts: GroupFacts): void {
    const { target } = targetOfResult(facts);
    if (target.raw !== '') this.#sink.covered({ target, complete: true });
  }
}
