import { objectOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseSink, type RawFinding, ReportError } from '../parser.ts';
import { type JsonEvents, readJson } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { metaOf, ScannedTargets } from './scan.ts';
import { findingOf } from './vulnerability.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new GitlabEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

class GitlabEvents implements JsonEvents {
  readonly plan = planOf({ items: ['/vulnerabilities/*'], values: ['/scan'] });
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  readonly #targets = new ScannedTargets();
  #hasList = false;
  #scan: JsonObject = {};

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  enter(pattern: string): void {
    if (pattern === '/vulnerabilities') this.#hasList = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/vulnerabilities') this.#hasList = true;
    if (pattern === '/scan') {
      this.#scan = objectOf(value);
      this.#sink.scan(metaOf(this.#scan));
    }
    if (pattern !== '/vulnerabilities/*') return;
    reportItem(this.#sink, { value, where, lacks: 'has neither identifier nor name' }, (item) =>
      this.#finding(item, where),
    );
  }

  end(): void {
    if (!this.#hasList) {
      throw new ReportError('The file holds no "vulnerabilities", so it is no security report of GitLab.', {
        where: '/vulnerabilities',
      });
    }
    this.#targets.report(this.#scan, this.#sink);
  }

  #finding(item: JsonObject, where: string): RawFinding | undefined {
    const finding = findingOf(item, { where, sink: this.#sink, occurrences: this.#occurrences });
    if (finding !== undefined) this.#targets.add(finding.target);
    return finding;
  }
}
