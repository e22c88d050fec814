import { fieldOf, isObject, objectOf, textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { reportItem } from '../mapping/report-item.ts';
import { Ratings } from '../mapping/unrated.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, readJsonDocuments } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOfMessage } from './finding.ts';
import { findingOfOldEntry } from './old.ts';
import { Advisories } from './osv.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'govulncheck' });
  const events = new GovulncheckEvents(sink);
  await readJsonDocuments({ source, limits, sink }, events);
  events.end();
};

export default parse;

class GovulncheckEvents implements JsonEvents {
  readonly plan = planOf({ items: ['/finding', '/Vulns/*'], values: ['/config', '/osv', '/progress'] });
  readonly #sink: ParseSink;
  readonly #advisories = new Advisories();
  readonly #ratings: Ratings;
  #known = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#ratings = new Ratings(sink);
  }

  enter(pattern: string): void {
    if (pattern === '/Vulns') this.#known = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern !== '') this.#known = true;
    if (pattern === '/config') this.#config(value);
    if (pattern === '/osv' && isObject(value)) this.#advisories.add(value);
    const context = { where, advisories: this.#advisories, ratings: this.#ratings };
    if (pattern === '/finding') {
      reportItem(this.#sink, { value, where, lacks: 'names neither advisory nor module' }, (item) =>
        findingOfMessage(item, context),
      );
    } else if (pattern === '/Vulns/*') {
      reportItem(this.#sink, { value, where, lacks: 'names neither advisory nor module' }, (item) =>
        findingOfOldEntry(item, context),
      );
    }
  }

  end(): void {
    if (!this.#known) {
      throw new ReportError('The file holds no message of govulncheck. Run govulncheck with -format json.', {
        where: '/finding',
      });
    }
    this.#ratings.end('The Go vulnerability database rates nothing.');
    this.#sink.covered({ target: { kind: 'REPOSITORY', raw: '' }, complete: true });
  }

  #config(value: JsonValue): void {
    const config = objectOf(value);
    const toolVersion = textOf(fieldOf(config, 'scanner_version'))?.slice(0, 100);
    const level = textOf(fieldOf(config, 'scan_level'))?.slice(0, 100);
    if (toolVersion !== undefined) this.#sink.scan({ toolVersion });
    if (level !== undefined) this.#sink.scan({ policy: level });
  }
}
