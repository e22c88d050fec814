import { HeldItems } from '../mapping/holding.ts';
import { isObject, textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { coverUnreached, reportServer } from './server.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new SslyzeEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

const server = '/server_scan_results/*';
const unreached = ['/invalid_server_strings/*', '/server_connectivity_errors/*'];
const started = '/date_scans_started';
const completed = '/date_scans_completed';

class SslyzeEvents implements JsonEvents {
  readonly #planned = planOf({
    items: [server],
    values: [...unreached, started, completed, '/sslyze_version'],
  });
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #held = new HeldItems('the time of the scan');
  #scannedAt: string | undefined;
  #isReport = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    sink.scan({ toolName: 'SSLyze' });
  }

  /** Whether a certificate had expired depends on the time of the scan, so servers before it wait. */
  plan(pattern: string): JsonPlan {
    const plan = this.#planned(pattern);
    return pattern === server && this.#scannedAt === undefined ? 'HOLD' : plan;
  }

  enter(pattern: string): void {
    if (pattern === '/server_scan_results') this.#isReport = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === server) this.#server(value, where);
    else if (unreached.includes(pattern) && isObject(value)) coverUnreached(value, this.#sink);
    else this.#field(pattern, textOf(value) ?? '');
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  end(): void {
    if (!this.#isReport) {
      throw new ReportError(
        'The file holds no "server_scan_results", so it is no SSLyze report of version 3 or later.',
        {
          where: '/server_scan_results',
        },
      );
    }
    for (const { text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#server(value, where);
    }
  }

  /** SSLyze takes its times in UTC; versions before 6 write them without a zone. */
  #field(pattern: string, text: string): void {
    if (pattern === '/sslyze_version' && text !== '') this.#sink.scan({ toolVersion: text.slice(0, 100) });
    const time = utcOfIso(text) ?? utcOfIso(`${text}Z`);
    if (time === undefined) return;
    if (pattern === started) this.#sink.scan({ startedAt: time });
    if (pattern === completed) this.#sink.scan({ finishedAt: time });
    if (pattern === started || pattern === completed) this.#scannedAt ??= time;
  }

  #server(value: JsonValue, where: string): void {
    if (isObject(value)) {
      reportServer(value, { where, sink: this.#sink, scannedAt: this.#scannedAt });
      return;
    }
    this.#sink.sourceItem();
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'An entry of "server_scan_results" is no object and was left out.',
      where,
      dropsItem: true,
    });
  }
}
