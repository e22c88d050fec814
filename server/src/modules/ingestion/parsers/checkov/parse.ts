import { isObject, objectOf, textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import {
  type GroupedEvents,
  type GroupFacts,
  type JsonGroup,
  readGroupedJson,
} from '../readers/json/grouped.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { type CheckList, checkLists, findingOfCheck } from './check.ts';

const parse: Parse = async (source, sink, limits) => {
  const { character, head, replay } = await firstCharacter(source);
  const events = new CheckovEvents(sink);
  const lists = [...checkLists, 'parsing_errors'].map((name) => `results/${name}`);
  const group: JsonGroup = {
    at: character === '[' ? '/*' : '',
    facts: ['check_type', 'summary', 'checkov_version'],
    lists,
  };
  const found = await readGroupedJson({ source: replay, limits, sink }, [group], events);
  if (found.lists.size === 0 && found.facts.size === 0 && !/^\[\s*\]/.test(head)) {
    throw new ReportError(
      'The file holds no "results", so it is no Checkov report. Run checkov with -o json.',
      {
        where: '/results',
      },
    );
  }
  events.end();
};

export default parse;

class CheckovEvents implements GroupedEvents {
  readonly #sink: ParseSink;
  #unread = 0;
  #unrated = 0;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'Checkov' });
  }

  item(list: string, value: JsonValue, where: string, facts: GroupFacts): void {
    const name = checkLists.find((known) => list === `results/${known}`);
    if (name === undefined) this.#parsingError(value, where);
    else this.#check(name, value, where, facts);
  }

  leave(facts: GroupFacts): void {
    const summary = objectOf(facts.get('summary'));
    const version = textOf(summary.checkov_version) ?? textOf(facts.get('checkov_version'));
    if (version !== undefined) this.#sink.scan({ toolVersion: version.slice(0, 100) });
  }

  end(): void {
    if (this.#unrated > 0) {
      this.#sink.problem({
        code: 'UNKNOWN_SEVERITY',
        message: `${this.#unrated} checks carry no severity (Checkov rates them only with an API key); MEDIUM was taken.`,
        where: '/results',
        dropsItem: false,
      });
    }
    const target = { kind: 'REPOSITORY', raw: '' } as const;
    const note = `${this.#unread} files could not be parsed by Checkov.`;
    this.#sink.covered(this.#unread === 0 ? { target, complete: true } : { target, complete: false, note });
  }

  #check(list: CheckList, value: JsonValue, where: string, facts: GroupFacts): void {
    const type = textOf(facts.get('check_type'));
    reportItem(this.#sink, { value, where, lacks: 'has no check_id' }, (item) => {
      const { finding, isRated } = findingOfCheck(item, { list, type, where, sink: this.#sink }) ?? {};
      if (isRated === false) this.#unrated += 1;
      return finding;
    });
  }

  #parsingError(value: JsonValue, where: string): void {
    this.#unread += 1;
    const file = isObject(value) ? textOf(value.file_path) : textOf(value);
    this.#sink.problem({
      code: 'FILE_NOT_SCANNED',
      message: `Checkov could not parse ${file?.slice(0, 300) ?? 'a file'}, so nothing is known about it.`,
      where,
      dropsItem: false,
    });
  }
}
