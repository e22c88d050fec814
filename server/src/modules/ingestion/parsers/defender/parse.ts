import { CoveredTargets } from '../mapping/covered-targets.ts';
import { isObject, textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import type { Parse, ParseSink, SourceTarget } from '../parser.ts';
import { readJsonItems } from '../readers/json/items.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
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
  await readJsonItems({ source: replay, limits, sink }, recordLists, {
    item: (value, where) => records.add(value, where),
  });
};

export default parse;

/** Where the API and its file exports keep their records. */
export const recordLists = { lists: ['/value/*'], formatName: 'export of Microsoft Defender' };

/** Records of the API's lists, told apart by their fields. */
export class DefenderRecords {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  readonly #machines: ReadonlyMap<string, SourceTarget>;

  /** `machines`: what is known of them by their ids, where their own list lies beside the records. */
  constructor(sink: ParseSink, machines: ReadonlyMap<string, SourceTarget> = new Map()) {
    this.#sink = sink;
    this.#machines = machines;
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
        findingOfSoftware(record, where, this.#sink, this.#machineOf(record)) ??
        findingOfRecommendation(record, where, this.#sink) ??
        findingOfCatalogue(record, where, this.#sink);
      if (finding !== undefined) {
        this.#covered.add(finding.target, { complete: false, note: 'The list may be one page of many.' });
      }
      return finding;
    });
  }

  #machineOf(record: JsonObject): SourceTarget | undefined {
    return this.#machines.get(textOf(record.machineId) ?? textOf(record.deviceId) ?? '');
  }
}
