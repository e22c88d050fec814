import { CoveredTargets } from '../mapping/covered-targets.ts';
import { isObject } from '../mapping/json.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { readJsonItems } from '../readers/json/items.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { findingOfSecret } from './secret.ts';

const parse: Parse = async (source, sink, limits) => {
  const { character, replay } = await firstCharacter(source);
  sink.scan({ toolName: 'TruffleHog' });
  if (character === '') {
    sink.problem({
      code: 'EMPTY_REPORT',
      message:
        'The file is empty, which is how TruffleHog writes a scan without secrets. It does not say what was scanned.',
      where: 'line 1',
      dropsItem: false,
    });
    return;
  }
  const secrets = new Secrets(sink);
  await readJsonItems(
    { source: replay, limits, sink },
    { lists: [], formatName: 'TruffleHog report' },
    { item: (value, where) => secrets.add(value, where) },
  );
};

export default parse;

const maxForeign = 100;

class Secrets {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  readonly #occurrences = new Occurrences();
  #known = 0;
  #foreign = 0;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
  }

  add(value: JsonValue, where: string): void {
    // The program's own log, when both outputs went to one file, is no result.
    if (isObject(value) && isLogLine(value)) return;
    reportItem(this.#sink, { value, where, lacks: 'names neither detector nor reason' }, (line) => {
      const finding = findingOfSecret(line, { where, occurrences: this.#occurrences });
      if (finding === undefined) return undefined;
      this.#known += 1;
      this.#covered.add(finding.target, { complete: false, note: 'TruffleHog lists secrets only.' });
      return finding;
    });
    this.#foreign += 1;
    if (this.#known > 0 || this.#foreign < maxForeign) return;
    throw new ReportError('The first 100 entries name no detector, so this is no TruffleHog report.', {
      where,
    });
  }
}

function isLogLine(line: Readonly<Record<string, JsonValue>>): boolean {
  return line.level !== undefined && line.msg !== undefined && line.SourceMetadata === undefined;
}
