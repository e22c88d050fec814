import { CoveredTargets } from '../mapping/covered-targets.ts';
import { isObject } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import type { Parse, ParseSink } from '../parser.ts';
import { readJsonItems } from '../readers/json/items.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { findingOfCatalogue, findingOfRecommendation } from './catalogue.ts';
import { isMachine, targetOfMachine } from './machine.ts';
import { findingOfSoftware } from './software.ts';
import { parseTable } from './table.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Microsoft Defender Vulnerability Management' });
  const { character, replay } = await firstCharacter(source);
  if (character !== '{' && character !== '[') return parseTable(replay, sink, limits);
  const records = new DefenderRecords(sink);
  await readJsonItems(
    { source: replay, limits, sink },
    { lists: ['/value/*'], formatName: 'export of Microsoft Defender' },
    { item: (value, where) => records.add(value, where) },
  );
};

export default parse;

/** Records of the API's lists, told apart by their fields. */
export class DefenderRecords {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
  }

  add(value: JsonValue, where: string): void {
    if (isObject(value) && isMachine(value)) {
      this.#covered.add(targetOfMachine(value), {
        complete: false,
        note: 'A list of machines, not of what was looked for.',
      });
      return;
    }
    reportItem(this.#sink, { value, where, lacks: 'names neither a CVE nor a recommendation' }, (record) => {
      const finding =
        findingOfSoftware(record, where, this.#sink) ??
        findingOfRecommendation(record, where, this.#sink) ??
        findingOfCatalogue(record, where, this.#sink);
      if (finding !== undefined) {
        this.#covered.add(finding.target, { complete: false, note: 'The list may be one page of many.' });
      }
      return finding;
    });
  }
}
