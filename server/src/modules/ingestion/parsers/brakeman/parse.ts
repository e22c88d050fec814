import { given } from '../mapping/given.ts';
import { fieldOf, objectOf, textOf, textsOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseSink, ReportError, type ScanMeta } from '../parser.ts';
import { type JsonEvents, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOf } from './warning.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Brakeman' });
  const events = new BrakemanEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

class BrakemanEvents implements JsonEvents {
  readonly plan = planOf({
    items: ['/warnings/*', '/ignored_warnings/*'],
    values: ['/scan_info', '/errors/*'],
  });
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #hasWarnings = false;
  #errors = 0;
  #firstError = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  enter(pattern: string): void {
    if (pattern === '/warnings') this.#hasWarnings = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/scan_info') this.#sink.scan(metaOf(value));
    else if (pattern === '/errors/*') {
      if (this.#errors === 0)
        this.#firstError = (textOf(objectOf(value).error) ?? textOf(value) ?? '').slice(0, 400);
      this.#errors += 1;
    } else if (pattern === '/warnings/*' || pattern === '/ignored_warnings/*') {
      const ignored = pattern === '/ignored_warnings/*';
      const context = { where, sink: this.#sink, occurrences: this.#occurrences, ignored };
      reportItem(this.#sink, { value, where, lacks: 'has neither warning_type nor check_name' }, (item) =>
        findingOf(item, context),
      );
    }
  }

  end(): void {
    if (!this.#hasWarnings) {
      throw new ReportError(
        'The file holds no "warnings", so it is no Brakeman report. Run brakeman with -f json.',
        {
          where: '/warnings',
        },
      );
    }
    const target = { kind: 'REPOSITORY', raw: '' } as const;
    const note = `${this.#errors} errors, the first: ${this.#firstError}`;
    this.#sink.covered(this.#errors === 0 ? { target, complete: true } : { target, complete: false, note });
  }
}

function metaOf(value: JsonValue): ScanMeta {
  const info = objectOf(value);
  const checks = textsOf(fieldOf(info, 'checks_performed')).slice(0, 1_000);
  return given({
    toolVersion: textOf(fieldOf(info, 'brakeman_version'))?.slice(0, 100),
    startedAt: utcOfIso(textOf(fieldOf(info, 'start_time')) ?? ''),
    finishedAt: utcOfIso(textOf(fieldOf(info, 'end_time')) ?? ''),
    checksRun: checks.length === 0 ? undefined : checks.map((check) => check.replace(/^Brakeman::Check/, '')),
  });
}
