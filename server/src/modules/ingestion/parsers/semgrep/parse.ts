import { objectOf, textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOfPlatform } from './platform.ts';
import { findingOf } from './result.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Semgrep' });
  const events = new SemgrepEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

class SemgrepEvents implements JsonEvents {
  readonly plan = planOf({ items: ['/results/*', '/findings/*'], values: ['/version', '/errors/*'] });
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #list: 'results' | 'findings' | undefined;
  #errors = 0;
  #firstError = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  enter(pattern: string): void {
    if (pattern === '/results') this.#list = 'results';
    if (pattern === '/findings') this.#list = 'findings';
  }

  value(pattern: string, value: JsonValue, where: string): void {
    const context = { where, sink: this.#sink, occurrences: this.#occurrences };
    if (pattern === '/results/*') {
      reportItem(this.#sink, { value, where, lacks: 'has no check_id' }, (item) => findingOf(item, context));
    } else if (pattern === '/findings/*') {
      reportItem(this.#sink, { value, where, lacks: 'has no rule_name' }, (item) =>
        findingOfPlatform(item, context),
      );
    } else if (pattern === '/errors/*') this.#error(value);
    else if (pattern === '/version') {
      const toolVersion = textOf(value)?.slice(0, 100);
      if (toolVersion !== undefined) this.#sink.scan({ toolVersion });
    }
  }

  end(): void {
    if (this.#list === undefined) {
      throw new ReportError(
        'The file holds no "results", so it is no Semgrep report. Run semgrep with --json.',
        {
          where: '/results',
        },
      );
    }
    if (this.#list === 'findings') return;
    const target = { kind: 'REPOSITORY', raw: '' } as const;
    const note = `${this.#errors} errors, the first: ${this.#firstError}`;
    this.#sink.covered(this.#errors === 0 ? { target, complete: true } : { target, complete: false, note });
  }

  /** A file that timed out or could not be parsed was not scanned; one that was parsed in parts was looked at. */
  #error(value: JsonValue): void {
    const error = objectOf(value);
    const [type] = Array.isArray(error.type) ? error.type : [error.type];
    if (textOf(type) === 'PartialParsing') return;
    if (this.#errors === 0) {
      const message =
        textOf(error.message) ?? textOf(error.long_msg) ?? textOf(error.short_msg) ?? 'no message';
      this.#firstError = message.slice(0, 400);
    }
    this.#errors += 1;
  }
}
