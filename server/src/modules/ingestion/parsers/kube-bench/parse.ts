import { textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, readJsonDocuments } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOf } from './check.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'kube-bench' });
  const events = new KubeBenchEvents(sink);
  await readJsonDocuments({ source, limits, sink }, events);
  events.end();
};

export default parse;

/** A control stands in `Controls`, in a root array, or is the document itself, of which there may be several. */
const controlPattern = /^(?:|\/\*|\/Controls\/\*)$/;
const roots = ['', '/*', '/Controls/*'];
const controlFields = ['id', 'version', 'detected_version', 'text', 'node_type'];
const sectionFields = ['section', 'desc'];

class KubeBenchEvents implements JsonEvents {
  readonly plan = planOf({
    items: roots.map((root) => `${root}/tests/*/results/*`),
    values: roots.flatMap((root) => [
      ...controlFields.map((name) => `${root}/${name}`),
      ...sectionFields.map((name) => `${root}/tests/*/${name}`),
    ]),
  });
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #control: Record<string, string> = {};
  #section: Record<string, string> = {};
  #hasTests = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  enter(pattern: string): void {
    if (controlPattern.test(pattern)) this.#control = {};
    if (pattern.endsWith('/tests/*')) this.#section = {};
    if (pattern.endsWith('/tests') || pattern === '/Controls') this.#hasTests = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern.endsWith('/results/*')) {
      const context = {
        where,
        sink: this.#sink,
        control: this.#control,
        section: this.#section,
        occurrences: this.#occurrences,
      };
      reportItem(this.#sink, { value, where, lacks: 'has no test_number' }, (item) =>
        findingOf(item, context),
      );
      return;
    }
    if (pattern === '/Controls') this.#hasTests = true;
    const name = pattern.slice(pattern.lastIndexOf('/') + 1);
    const text = textOf(value)?.slice(0, 500);
    if (text === undefined) return;
    if (pattern.endsWith(`/tests/*/${name}`)) this.#section[name] = text;
    else this.#control[name] = text;
    if (name === 'version') this.#sink.scan({ policy: text });
  }

  end(): void {
    if (!this.#hasTests) {
      throw new ReportError('The file holds neither "Controls" nor "tests", so it is no kube-bench report.', {
        where: '/Controls',
      });
    }
    this.#sink.covered({ target: { kind: 'HOST', raw: '' }, complete: true });
  }
}
