import { textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import { Ratings } from '../mapping/unrated.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOf } from './advisory.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'cargo-audit' });
  const events = new CargoAuditEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

/** Warnings stand in lists by their kind; in old versions in one list. */
const warningPattern = /^\/warnings\/(?:\*|([^/*]+)\/\*)$/;

class CargoAuditEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #ratings: Ratings;
  #hasList = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#ratings = new Ratings(sink);
  }

  plan(pattern: string): JsonPlan {
    if (pattern === '/vulnerabilities/list/*' || warningPattern.test(pattern)) return 'ITEM';
    if (/^(?:|\/vulnerabilities|\/vulnerabilities\/list|\/warnings(?:\/[^/*]+)?)$/.test(pattern))
      return 'ENTER';
    return 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern === '/vulnerabilities/list') this.#hasList = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    const isItem = pattern === '/vulnerabilities/list/*' || warningPattern.test(pattern);
    if (!isItem) return;
    const kind = warningPattern.exec(pattern)?.[1];
    reportItem(this.#sink, { value, where, lacks: 'names neither advisory nor package' }, (item) => {
      const isWarning = pattern.startsWith('/warnings/');
      const warning = isWarning ? (textOf(item.kind) ?? kind ?? 'warning') : undefined;
      return findingOf(item, { warning, where, ratings: this.#ratings });
    });
  }

  end(): void {
    if (!this.#hasList) {
      throw new ReportError(
        'The file holds no list of "vulnerabilities", so it is no cargo-audit report. Run cargo audit --json.',
        {
          where: '/vulnerabilities/list',
        },
      );
    }
    this.#ratings.end('Their advisories have no CVSS vector.');
    this.#sink.covered({ target: { kind: 'REPOSITORY', raw: '' }, complete: true });
  }
}
