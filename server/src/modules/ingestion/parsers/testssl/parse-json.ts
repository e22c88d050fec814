import { HeldItems } from '../mapping/holding.ts';
import { fieldOf, isObject, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { utcOfEpochSeconds } from '../mapping/time.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { EntryReporter } from './entry.ts';

export const parseJson: Parse = async (source, sink, limits) => {
  const events = new TestsslJsonEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

const usedFields: ReadonlySet<string> = new Set([
  'id',
  'ip',
  'port',
  'severity',
  'finding',
  'cve',
  'cwe',
  'hint',
]);
const hostPattern = '/scanResult/*';
/** An entry of a section of a host; in the flat format the document is the list of entries. */
const itemPattern = /^(?:\/\*|\/scanResult\/\*\/[^/]+\/\*)$/;
const fieldPattern = /^\/scanResult\/\*\/([^/]+)$/;
const documentFields: ReadonlySet<string> = new Set(['/version', '/startTime', '/scanTime']);

/** Flat (`--jsonfile`) and structured (`--jsonfile-pretty`) reports. */
class TestsslJsonEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #reporter: EntryReporter;
  readonly #held = new HeldItems('the name of the host');
  #fields: Record<string, JsonValue> = {};
  #isReport = false;
  #startedAt: string | undefined;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    this.#reporter = new EntryReporter(sink);
  }

  plan(pattern: string): JsonPlan {
    if (pattern === '/*') return 'ITEM';
    if (itemPattern.test(pattern)) return this.#isHostKnown() ? 'ITEM' : 'HOLD';
    if (pattern === '' || pattern === '/scanResult' || pattern === hostPattern) return 'ENTER';
    if (documentFields.has(pattern)) return 'VALUE';
    return fieldPattern.test(pattern) ? 'ENTER' : 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern === hostPattern) this.#fields = {};
    if (pattern === '/scanResult' || pattern === '') this.#isReport ||= pattern !== '';
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/*') this.#isReport = true;
    const name = fieldPattern.exec(pattern)?.[1];
    if (itemPattern.test(pattern)) this.#entry(value, where);
    else if (name !== undefined) this.#fields[name] = value;
    else if (documentFields.has(pattern)) this.#documentField(pattern, textOf(value) ?? '');
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  leave(pattern: string): void {
    if (pattern !== hostPattern) return;
    for (const { text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#entry(value, where);
    }
    const fields = this.#fields;
    // A problem of the whole scan stands in the place of a host.
    if (textOf(fields.id) !== undefined) this.#entry(fields, '/scanResult');
    else if (this.#hostName() !== '') this.#reporter.host(this.#hostName());
    this.#fields = {};
  }

  end(): void {
    if (!this.#isReport) {
      throw new ReportError(
        'The file is neither a list of entries nor has it "scanResult", so it is no testssl.sh report.',
        {
          where: '/scanResult',
        },
      );
    }
    this.#reporter.end();
  }

  #documentField(pattern: string, text: string): void {
    if (pattern === '/version' && text !== '') this.#sink.scan({ toolVersion: text.slice(0, 100) });
    if (pattern === '/startTime') {
      this.#startedAt = utcOfEpochSeconds(text);
      if (this.#startedAt !== undefined) this.#sink.scan({ startedAt: this.#startedAt });
    }
    const seconds = pattern === '/scanTime' && /^\d{1,7}$/.test(text) ? Number(text) : undefined;
    if (seconds === undefined || this.#startedAt === undefined) return;
    this.#sink.scan({ finishedAt: new Date(Date.parse(this.#startedAt) + seconds * 1_000).toISOString() });
  }

  #isHostKnown(): boolean {
    return this.#fields.ip !== undefined && this.#fields.port !== undefined;
  }

  #hostName(): string {
    const { targetHost, ip } = this.#fields;
    const [name = '', address = ''] = [textOf(targetHost) ?? '', textOf(ip) ?? ''];
    if (address.includes('/')) return address;
    return name === address ? name : `${name}/${address}`.replace(/^\/|\/$/g, '');
  }

  #entry(value: JsonValue, where: string): void {
    const entry: JsonObject = objectOf(value);
    const texts = (name: string): string | undefined => textsOf(fieldOf(entry, name)).join(' ') || undefined;
    this.#reporter.entry({
      where,
      id: isObject(value) ? textOf(fieldOf(entry, 'id')) : undefined,
      host: textOf(fieldOf(entry, 'ip')) ?? this.#hostName(),
      port: textOf(fieldOf(entry, 'port')) ?? textOf(this.#fields.port),
      severity: textOf(fieldOf(entry, 'severity')),
      finding: textOf(fieldOf(entry, 'finding')),
      cve: texts('cve'),
      cwe: texts('cwe'),
      hint: textOf(fieldOf(entry, 'hint')),
      sourceData: sourceDataOf(entry, usedFields),
    });
  }
}
