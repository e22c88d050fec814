import { noteProblem } from '../mapping/draft.ts';
import { textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import { Ratings } from '../mapping/unrated.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type GroupFacts, readGroupedJson } from '../readers/json/grouped.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { findingOf } from './vulnerability.ts';

/** A root list of dependencies, or since version 2.5 an object that holds one. */
const groups = ['/*', '/dependencies/*'].map((at) => ({
  at,
  facts: ['name', 'version', 'skip_reason'],
  lists: ['vulns'],
}));

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'pip-audit' });
  const { character, head, replay } = await firstCharacter(source);
  const ratings = new Ratings(sink);
  const skipped = new SkippedPackages(sink);
  const summary = await readGroupedJson({ source: replay, limits, sink }, groups, {
    item: (_list, value, where, dependency) =>
      reportItem(sink, { value, where, lacks: 'has no id' }, (item) =>
        findingOf(item, { dependency, where, ratings }),
      ),
    leave: (dependency) => skipped.add(dependency),
  });
  const isReport = character === '[' || summary.facts.size > 0 || /"dependencies"\s*:/.test(head);
  if (!isReport) {
    throw new ReportError(
      'The file holds no "dependencies", so it is no pip-audit report. Run pip-audit with -f json.',
      {
        where: '/dependencies',
      },
    );
  }
  ratings.end('pip-audit rates nothing.');
  skipped.cover();
};

export default parse;

/** Packages that could not be audited: nothing can be said of them. */
class SkippedPackages {
  readonly #sink: ParseSink;
  #count = 0;
  #first = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  add(dependency: GroupFacts): void {
    const reason = textOf(dependency.get('skip_reason'));
    if (reason === undefined) return;
    const name = textOf(dependency.get('name'))?.slice(0, 200) ?? '';
    if (this.#count === 0) this.#first = name;
    this.#count += 1;
    noteProblem(this.#sink, { code: 'PACKAGE_SKIPPED', message: reason.slice(0, 500), where: name });
  }

  cover(): void {
    const target = { kind: 'REPOSITORY', raw: '' } as const;
    const note = `${this.#count} packages could not be audited, the first: ${this.#first}`;
    this.#sink.covered(this.#count === 0 ? { target, complete: true } : { target, complete: false, note });
  }
}
