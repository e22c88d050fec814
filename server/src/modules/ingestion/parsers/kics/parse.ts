import { numberOf, objectOf, textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOfFile } from './query.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new KicsEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

const target = { kind: 'REPOSITORY', raw: '' } as const;
/** Lists of queries: what was found, and resources that KICS only lists. */
const queryPattern = /^\/(queries|bill_of_materials)\/\*$/;
const fields: ReadonlySet<string> = new Set([
  '/kics_version',
  '/start',
  '/end',
  '/files_failed_to_scan',
  '/queries_failed_to_execute',
]);

class KicsEvents implements JsonEvents {
  readonly #sink: ParseSink;
  #isReport = false;
  #failed = 0;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'KICS' });
  }

  plan(pattern: string): JsonPlan {
    if (queryPattern.test(pattern)) return 'VALUE';
    if (fields.has(pattern)) return 'VALUE';
    if (pattern.startsWith('/queries/'))
      throw new ReportError('An object stands where "queries" has a list.', { where: pattern });
    return pattern === '' || queryPattern.test(`${pattern}/*`) ? 'ENTER' : 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern === '/queries') this.#isReport = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    const list = queryPattern.exec(pattern)?.[1];
    if (list !== undefined) {
      this.#query(value, where, list === 'bill_of_materials');
      return;
    }
    const text = textOf(value)?.slice(0, 100);
    if (pattern === '/kics_version') this.#isReport = true;
    if (pattern === '/kics_version' && text !== undefined) this.#sink.scan({ toolVersion: text });
    const time = utcOfIso(text ?? '');
    if (pattern === '/start' && time !== undefined) this.#sink.scan({ startedAt: time });
    if (pattern === '/end' && time !== undefined) this.#sink.scan({ finishedAt: time });
    if (pattern.includes('failed')) this.#failed += numberOf(value) ?? 0;
  }

  end(): void {
    if (!this.#isReport) {
      throw new ReportError(
        'The file holds no "queries", so it is no KICS report. Run kics with --report-formats json.',
        {
          where: '/queries',
        },
      );
    }
    const note = `${this.#failed} files or queries failed.`;
    this.#sink.covered(this.#failed === 0 ? { target, complete: true } : { target, complete: false, note });
  }

  #query(value: JsonValue, where: string, isInventory: boolean): void {
    const query = objectOf(value);
    const files = Array.isArray(query.files) ? query.files : [];
    files.forEach((file, index) => {
      const at = `${where}/files/${index}`;
      reportItem(this.#sink, { value: file, where: at, lacks: 'has no query_id' }, (entry) =>
        findingOfFile(entry, { query, where: at, target, isInventory, sink: this.#sink }),
      );
    });
  }
}
