import { objectOf, textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOf } from './result.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Bandit' });
  const events = new BanditEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

class BanditEvents implements JsonEvents {
  readonly plan = planOf({ items: ['/results/*'], values: ['/generated_at', '/errors/*'] });
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #hasResults = false;
  #errors = 0;
  #firstError = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  enter(pattern: string): void {
    if (pattern === '/results') this.#hasResults = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/results/*') {
      const context = { where, sink: this.#sink, occurrences: this.#occurrences };
      reportItem(this.#sink, { value, where, lacks: 'has neither test_id nor test_name' }, (item) =>
        findingOf(item, context),
      );
    } else if (pattern === '/generated_at') {
      const finishedAt = utcOfIso(textOf(value) ?? '');
      if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
    } else if (pattern === '/errors/*') {
      const error = objectOf(value);
      if (this.#errors === 0) {
        this.#firstError = `${textOf(error.filename) ?? ''}: ${textOf(error.reason) ?? ''}`.slice(0, 400);
      }
      this.#errors += 1;
    }
  }

  end(): void {
    if (!this.#hasResults) {
      throw new ReportError(
        'The file holds no "results", so it is no Bandit report. Run bandit with -f json.',
        {
          where: '/results',
        },
      );
    }
    const target = { kind: 'REPOSITORY', raw: '' } as const;
    const note = `${this.#errors} files could not be read, the first: ${this.#firstError}`;
    this.#sink.covered(this.#errors === 0 ? { target, complete: true } : { target, complete: false, note });
  }
}
