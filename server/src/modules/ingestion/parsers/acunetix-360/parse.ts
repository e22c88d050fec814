import { isObject, objectOf, textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { utcOfIso } from '../mapping/time.ts';
import { targetOfStart } from '../mapping/web-place.ts';
import { type Parse, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { type JsonEvents, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOf } from './vulnerability.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new Events(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

class Events implements JsonEvents {
  readonly plan = planOf({ items: ['/Vulnerabilities/*'], values: ['/Target', '/Generated'] });
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #target: SourceTarget | undefined;
  #isReport = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'Acunetix 360' });
  }

  enter(pattern: string): void {
    if (pattern === '/Vulnerabilities') this.#isReport = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/Target') this.#scanned(value);
    else if (pattern === '/Generated') this.#generated(textOf(value) ?? '');
    else if (pattern === '/Vulnerabilities') this.#isReport ||= value === null;
    else if (pattern === '/Vulnerabilities/*') {
      const context = { start: this.#target, occurrences: this.#occurrences, where, sink: this.#sink };
      reportItem(this.#sink, { value, where, lacks: 'has neither type nor name' }, (item) =>
        findingOf(item, context),
      );
    }
  }

  end(): void {
    if (!this.#isReport) {
      throw new ReportError(
        'The file holds no list "Vulnerabilities", so it is no report of Acunetix 360 or Invicti.',
        {
          where: '/Vulnerabilities',
        },
      );
    }
    if (this.#target !== undefined) this.#sink.covered({ target: this.#target, complete: true });
  }

  #scanned(value: JsonValue): void {
    const target = objectOf(value);
    const url = isObject(value) ? textOf(target.Url) : textOf(value);
    if (url !== undefined) this.#target = targetOfStart(url.slice(0, 2_000));
    const startedAt = utcOfIso(textOf(target.Initiated) ?? '');
    if (startedAt !== undefined) this.#sink.scan({ startedAt });
  }

  #generated(text: string): void {
    const finishedAt = utcOfIso(text);
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
  }
}
