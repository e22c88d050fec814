import { isObject } from '../mapping/json.ts';
import { type Parse, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { readJsonLines } from '../readers/json/lines.ts';
import { readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { findingOf } from './result.ts';

const parse: Parse = async (source, sink, limits) => {
  const { character, replay } = await firstCharacter(source);
  sink.scan({ toolName: 'Nuclei' });
  const results = new Results(sink);
  if (character === '[') {
    await readJson(
      { source: replay, limits, sink },
      {
        plan: (pattern) => (pattern === '' ? 'ENTER' : 'ITEM'),
        value: (_pattern, value, where) => results.add(value, where),
      },
    );
    return;
  }
  const lines = await readJsonLines({ source: replay, limits, sink }, (value, where) =>
    results.add(value, where),
  );
  if (lines > 0 || character !== '') return;
  sink.problem({
    code: 'EMPTY_REPORT',
    message:
      'The file is empty, which is how Nuclei writes a scan without matches. It does not say what was scanned.',
    where: 'line 1',
    dropsItem: false,
  });
};

export default parse;

const maxCoveredTargets = 100_000;

class Results {
  readonly #sink: ParseSink;
  readonly #covered = new Set<string>();
  #foreign = 0;
  #known = 0;

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  add(value: JsonValue, where: string): void {
    this.#sink.sourceItem();
    const finding = isObject(value) ? findingOf(value, where, this.#sink) : undefined;
    if (finding !== undefined) {
      this.#known += 1;
      this.#cover(finding.target);
      this.#sink.finding(finding);
      return;
    }
    this.#foreign += 1;
    if (this.#known === 0 && this.#foreign >= 100) {
      throw new ReportError('The first 100 entries have no template id, so this is no Nuclei report.', {
        where,
      });
    }
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'An entry without template id was left out.',
      where,
      dropsItem: true,
    });
  }

  #cover(target: SourceTarget): void {
    const name = target.origin ?? target.hostname ?? target.ip ?? target.raw;
    if (this.#covered.has(name) || this.#covered.size >= maxCoveredTargets) return;
    this.#covered.add(name);
    this.#sink.covered({
      target,
      complete: false,
      note: 'Nuclei lists matches only, not which templates ran here.',
    });
  }
}
