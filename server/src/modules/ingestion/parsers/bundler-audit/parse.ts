import { textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { reportItem } from '../mapping/report-item.ts';
import { utcOfIso } from '../mapping/time.ts';
import { Ratings } from '../mapping/unrated.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOf } from './result.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'bundler-audit' });
  const events = new BundlerAuditEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

class BundlerAuditEvents implements JsonEvents {
  readonly plan = planOf({ items: ['/results/*'], values: ['/version', '/created_at'] });
  readonly #sink: ParseSink;
  readonly #ratings: Ratings;
  #hasResults = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#ratings = new Ratings(sink);
  }

  enter(pattern: string): void {
    if (pattern === '/results') this.#hasResults = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/results/*') {
      reportItem(this.#sink, { value, where, lacks: 'names neither advisory nor source' }, (item) =>
        findingOf(item, { where, ratings: this.#ratings }),
      );
      return;
    }
    const text = textOf(value) ?? '';
    const finishedAt = pattern === '/created_at' ? utcOfIso(text) : undefined;
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
    if (pattern === '/version' && text !== '') this.#sink.scan({ toolVersion: text.slice(0, 100) });
  }

  end(): void {
    if (!this.#hasResults) {
      throw new ReportError(
        'The file holds no "results", so it is no bundler-audit report. Run bundle-audit check --format json.',
        { where: '/results' },
      );
    }
    this.#ratings.end('Their advisories have no score.');
    this.#sink.covered({ target: { kind: 'REPOSITORY', raw: '' }, complete: true });
  }
}
