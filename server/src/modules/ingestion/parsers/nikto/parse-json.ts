import { HeldItems } from '../mapping/holding.ts';
import { fieldOf, objectOf, sourceDataOf, textOf } from '../mapping/json.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { HostReporter } from './host.ts';

export const parseJson: Parse = async (source, sink, limits) => {
  const events = new NiktoJsonEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

const fieldPattern = /^(?:\/\*)?\/(host|ip|port|banner)$/;
const itemPattern = /^(?:\/\*)?\/vulnerabilities\/\*$/;
const usedFields: ReadonlySet<string> = new Set(['id', 'OSVDB', 'method', 'url', 'msg', 'references']);

/** A host is an object, several are a list; its name stands before its items, or the items are held. */
class NiktoJsonEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #held = new HeldItems('the name of the host');
  #fields: Record<string, string> = {};
  #host: HostReporter | undefined;
  #hasItems = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  plan(pattern: string): JsonPlan {
    if (itemPattern.test(pattern)) return this.#isKnown() ? 'ITEM' : 'HOLD';
    if (pattern === '' || pattern === '/*' || /^(?:\/\*)?\/vulnerabilities$/.test(pattern)) return 'ENTER';
    return fieldPattern.test(pattern) ? 'VALUE' : 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern.endsWith('/vulnerabilities')) this.#hasItems = true;
    if (pattern === '/*') this.#reset();
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (itemPattern.test(pattern)) {
      this.#item(value, where);
      return;
    }
    const name = fieldPattern.exec(pattern)?.[1];
    if (name !== undefined) this.#fields[name] = textOf(value)?.slice(0, 1_000) ?? '';
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  leave(pattern: string): void {
    if (pattern !== '/*' && pattern !== '') return;
    for (const { text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#item(value, where);
    }
    if (Object.keys(this.#fields).length > 0) this.#reporter().covered(true);
    this.#reset();
  }

  end(): void {
    if (this.#hasItems) return;
    throw new ReportError('The file holds no "vulnerabilities", so it is no Nikto report.', {
      where: '/vulnerabilities',
    });
  }

  #isKnown(): boolean {
    return ['host', 'ip', 'port'].every((name) => this.#fields[name] !== undefined);
  }

  #reset(): void {
    this.#fields = {};
    this.#host = undefined;
  }

  #reporter(): HostReporter {
    const { host = '', ip = '', port = '' } = this.#fields;
    this.#host ??= new HostReporter({ name: host, ip, port }, this.#sink);
    return this.#host;
  }

  #item(value: JsonValue, where: string): void {
    const item = objectOf(value);
    this.#reporter().item({
      where,
      id: textOf(fieldOf(item, 'id')),
      osvdb: textOf(fieldOf(item, 'OSVDB')),
      method: textOf(fieldOf(item, 'method')),
      uri: textOf(fieldOf(item, 'url')),
      message: textOf(fieldOf(item, 'msg')),
      references: textOf(fieldOf(item, 'references')),
      sourceData: sourceDataOf(item, usedFields),
    });
  }
}
