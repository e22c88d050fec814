import { textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOf } from './vulnerability.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Horusec' });
  const events = new HorusecEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

class HorusecEvents implements JsonEvents {
  readonly plan = planOf({
    items: ['/analysisVulnerabilities/*'],
    values: ['/version', '/status', '/errors', '/createdAt', '/finishedAt'],
  });
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #hasList = false;
  #status = '';
  #errors = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  enter(pattern: string): void {
    if (pattern === '/analysisVulnerabilities') this.#hasList = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    const text = textOf(value) ?? '';
    if (pattern === '/analysisVulnerabilities/*') {
      const context = { where, sink: this.#sink, occurrences: this.#occurrences };
      reportItem(this.#sink, { value, where, lacks: 'says neither rule nor details' }, (item) =>
        findingOf(item, context),
      );
    } else if (pattern === '/analysisVulnerabilities') this.#hasList = true;
    else if (pattern === '/status') this.#status = text;
    else if (pattern === '/errors') this.#errors = text.slice(0, 400);
    else if (pattern === '/version' && text !== '') this.#sink.scan({ toolVersion: text.slice(0, 100) });
    else this.#time(pattern, utcOfIso(text));
  }

  end(): void {
    if (!this.#hasList) {
      throw new ReportError('The file holds no "analysisVulnerabilities", so it is no Horusec report.', {
        where: '/analysisVulnerabilities',
      });
    }
    const target = { kind: 'REPOSITORY', raw: '' } as const;
    const complete = this.#errors === '' && !/error|running/i.test(this.#status);
    const note = `Status ${this.#status}: ${this.#errors}`;
    this.#sink.covered(complete ? { target, complete } : { target, complete, note });
  }

  #time(pattern: string, time: string | undefined): void {
    if (time === undefined) return;
    if (pattern === '/createdAt') this.#sink.scan({ startedAt: time });
    if (pattern === '/finishedAt') this.#sink.scan({ finishedAt: time });
  }
}
