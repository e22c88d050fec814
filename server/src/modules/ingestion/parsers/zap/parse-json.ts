import { HeldItems } from '../mapping/holding.ts';
import { arrayOf, isObject, objectOf, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { alertFields, instanceFields, type ZapInstance, type ZapSite } from './alert.ts';
import { SiteReporter } from './site.ts';

export const parseJson: Parse = async (source, sink, limits) => {
  const events = new ZapJsonEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

/** `site` is a list; a report with a single site may hold it directly. */
const sitePattern = /^\/site(?:\/\*)?$/;
const alertPattern = /^\/site(?:\/\*)?\/alerts\/\*$/;
const siteFieldPattern = /^\/site(?:\/\*)?\/@(name|host|port|ssl)$/;

class ZapJsonEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  #created: string | undefined;
  #hasSite = false;
  #siteFields: Record<string, string> = {};
  readonly #held = new HeldItems('the name of the site');

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  plan(pattern: string): JsonPlan {
    if (alertPattern.test(pattern)) return 'HOLD';
    if (pattern === '' || sitePattern.test(pattern) || /^\/site(?:\/\*)?\/alerts$/.test(pattern))
      return 'ENTER';
    if (pattern === '/@version' || pattern === '/created' || siteFieldPattern.test(pattern)) return 'VALUE';
    return 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern === '/site') this.#hasSite = true;
    if (sitePattern.test(pattern)) this.#siteFields = {};
  }

  value(pattern: string, value: JsonValue): void {
    const text = textOf(value)?.slice(0, 2_000);
    if (text === undefined) return;
    const field = siteFieldPattern.exec(pattern)?.[1];
    if (field !== undefined) this.#siteFields[field] = text;
    else if (pattern === '/@version') this.#sink.scan({ toolVersion: text.slice(0, 100) });
    else if (pattern === '/created') {
      this.#created = utcOfIso(text);
      if (this.#created !== undefined) this.#sink.scan({ finishedAt: this.#created });
    }
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  leave(pattern: string): void {
    if (!sitePattern.test(pattern) || Object.keys(this.#siteFields).length === 0) return;
    const reporter = new SiteReporter(this.#site(), this.#created, this.#sink);
    for (const { text, where } of this.#held.release()) this.#alert(reporter, text, where);
    reporter.covered();
    this.#siteFields = {};
  }

  end(): void {
    if (!this.#hasSite)
      throw new ReportError('The file holds no "site", so it is no ZAP report.', { where: '/site' });
    const nameless = new SiteReporter(
      { name: '', host: '', port: '', ssl: false },
      this.#created,
      this.#sink,
    );
    for (const { text, where } of this.#held.release()) this.#alert(nameless, text, where);
  }

  #site(): ZapSite {
    const { name = '', host = '', port = '', ssl } = this.#siteFields;
    return { name, host, port, ssl: ssl === 'true' };
  }

  #alert(reporter: SiteReporter, text: string, where: string): void {
    const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
    if (value === undefined) return;
    const alert = objectOf(value);
    const instances = arrayOf(alert.instances).filter(isObject);
    reporter.alert({
      fields: leavesOf(alert, alertFields),
      instances: instances.map((instance): ZapInstance => leavesOf(instance, instanceFields)),
      tags: tagsOf(alert),
      where,
    });
  }
}

function leavesOf(object: JsonObject, names: ReadonlySet<string>): Record<string, string> {
  const leaves: Record<string, string> = {};
  for (const name of names) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    const text = typeof value === 'boolean' ? String(value) : textOf(value);
    if (text !== undefined) leaves[name] = text;
  }
  return leaves;
}

function tagsOf(alert: JsonObject): string[] {
  const tags: string[] = [];
  for (const entry of arrayOf(alert.tags)) {
    const tag = textOf(entry) ?? textOf(objectOf(entry).tag);
    if (tag !== undefined) tags.push(tag.slice(0, 200));
  }
  return tags.slice(0, 1_000);
}
