import { textOf } from '../mapping/json.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type RawFinding, ReportError } from '../parser.ts';
import { readGroupedJson } from '../readers/json/grouped.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { findingOf } from './message.ts';

/** A root list of files, or with the formatter "json-with-metadata" the list `results`. */
const groups = ['/*', '/results/*'].map((at) => ({
  at,
  facts: ['filePath'],
  lists: ['messages', 'suppressedMessages'],
}));

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'ESLint' });
  const { character, replay } = await firstCharacter(source);
  const occurrences = new Occurrences();
  const unread: string[] = [];
  const note = (finding: RawFinding | undefined): RawFinding | undefined => {
    if (finding?.ruleId === 'parsing-error' && unread.length < 100_000) unread.push(finding.where);
    return finding;
  };
  const summary = await readGroupedJson({ source: replay, limits, sink }, groups, {
    item: (list, value, where, file) =>
      reportItem(sink, { value, where, lacks: 'has neither rule nor message' }, (item) => {
        const path = textOf(file.get('filePath')) ?? '';
        return note(findingOf(item, { where, path, occurrences, suppressed: list === 'suppressedMessages' }));
      }),
  });
  if (character !== '[' && summary.facts.size === 0) {
    throw new ReportError(
      'The file is no list of files with messages, so it is no ESLint report. Run eslint with -f json.',
      {
        where: '',
      },
    );
  }
  const target = { kind: 'REPOSITORY', raw: '' } as const;
  const [first] = unread;
  const sentence = `${unread.length} files could not be parsed, the first at ${first}`;
  sink.covered(
    first === undefined ? { target, complete: true } : { target, complete: false, note: sentence },
  );
};

export default parse;
