import { textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { utcOfIso } from '../mapping/time.ts';
import { targetOfStart } from '../mapping/web-place.ts';
import { type Parse, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { type JsonEvents, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOfIssue } from './issue.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new ArachniEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

class ArachniEvents implements JsonEvents {
  readonly plan = planOf({
    items: ['/issues/*'],
    values: ['/version', '/options/url', '/start_datetime', '/finish_datetime'],
  });
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #start: SourceTarget | undefined;
  #isReport = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'Arachni' });
  }

  enter(pattern: string): void {
    if (pattern === '/issues') this.#isReport = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/issues/*') {
      const context = { start: this.#start, occurrences: this.#occurrences, where, sink: this.#sink };
      reportItem(this.#sink, { value, where, lacks: 'has neither check nor name' }, (issue) =>
        findingOfIssue(issue, context),
      );
      return;
    }
    const text = textOf(value) ?? '';
    const time = utcOfIso(text);
    if (pattern === '/version' && text !== '') this.#sink.scan({ toolVersion: text.slice(0, 100) });
    if (pattern === '/options/url' && text !== '') this.#start = targetOfStart(text.slice(0, 2_000));
    if (pattern === '/start_datetime' && time !== undefined) this.#sink.scan({ startedAt: time });
    if (pattern === '/finish_datetime' && time !== undefined) this.#sink.scan({ finishedAt: time });
  }

  end(): void {
    if (!this.#isReport) {
      throw new ReportError('The file holds no list "issues", so it is no JSON report of Arachni.', {
        where: '/issues',
      });
    }
    if (this.#start !== undefined) this.#sink.covered({ target: this.#start, complete: true });
  }
}
