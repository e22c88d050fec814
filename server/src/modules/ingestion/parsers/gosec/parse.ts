import { objectOf, textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOf } from './issue.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'gosec' });
  const events = new GosecEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

class GosecEvents implements JsonEvents {
  readonly plan = planOf({ items: ['/Issues/*'], values: ['/GosecVersion', '/Golang errors'] });
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #hasIssues = false;
  #unreadable: readonly string[] = [];

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  enter(pattern: string): void {
    if (pattern === '/Issues') this.#hasIssues = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/Issues') this.#hasIssues = true;
    if (pattern === '/Golang errors') this.#unreadable = Object.keys(objectOf(value));
    if (pattern === '/GosecVersion') {
      const toolVersion = textOf(value)?.slice(0, 100);
      if (toolVersion !== undefined) this.#sink.scan({ toolVersion });
    }
    if (pattern !== '/Issues/*') return;
    const context = { where, sink: this.#sink, occurrences: this.#occurrences };
    reportItem(this.#sink, { value, where, lacks: 'has neither rule_id nor details' }, (item) =>
      findingOf(item, context),
    );
  }

  end(): void {
    if (!this.#hasIssues) {
      throw new ReportError(
        'The file holds no "Issues", so it is no gosec report. Run gosec with -fmt json.',
        {
          where: '/Issues',
        },
      );
    }
    const target = { kind: 'REPOSITORY', raw: '' } as const;
    const [first = ''] = this.#unreadable;
    const note = `${this.#unreadable.length} files could not be read, the first: ${first.slice(0, 300)}`;
    this.#sink.covered(first === '' ? { target, complete: true } : { target, complete: false, note });
  }
}
