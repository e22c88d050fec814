import { HeldItems } from '../mapping/holding.ts';
import { fieldOf, isObject, objectOf, textOf, textsOf } from '../mapping/json.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import type { Category, Part } from './entry.ts';
import { reportEntry, ScanInfo } from './scan.ts';

export const parseJson: Parse = async (source, sink, limits) => {
  const events = new WapitiJsonEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

/** Names of categories may hold a slash, so the pattern is read from both ends. */
const entryPattern = /^\/(vulnerabilities|anomalies|additionals)\/(.+)\/\*$/s;
const listPattern = /^\/(?:vulnerabilities|anomalies|additionals)(?:\/.+)?$/s;
const classificationPattern = /^\/classifications\/(.+)$/s;
const infoPattern = /^\/infos\/(target|date|version)$/;
const parts: readonly Part[] = ['vulnerabilities', 'anomalies', 'additionals'];
const maxCategories = 10_000;
const maxProse = 16_000;
const none: Category = { references: [], wstg: [] };

/** Entries stand before `infos`, which name the site: they wait for it. */
class WapitiJsonEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #scan: ScanInfo;
  readonly #held = new HeldItems('the target in "infos"');
  readonly #occurrences = new Occurrences();
  readonly #categories = new Map<string, Category>();
  #isReport = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    this.#scan = new ScanInfo(sink);
  }

  plan(pattern: string): JsonPlan {
    if (entryPattern.test(pattern)) return this.#scan.target === '' ? 'HOLD' : 'ITEM';
    if (pattern === '' || pattern === '/classifications' || pattern === '/infos') return 'ENTER';
    if (listPattern.test(pattern)) return 'ENTER';
    return classificationPattern.test(pattern) || infoPattern.test(pattern) ? 'VALUE' : 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern === '/vulnerabilities') this.#isReport = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    const info = infoPattern.exec(pattern)?.[1];
    const category = classificationPattern.exec(pattern)?.[1];
    if (info !== undefined) this.#scan.field(info, textOf(value) ?? '');
    else if (category !== undefined) this.#classification(category, objectOf(value));
    else if (entryPattern.test(pattern)) this.#entry(pattern, value, where);
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  end(): void {
    if (!this.#isReport) {
      throw new ReportError('The file holds no "vulnerabilities" by category, so it is no Wapiti report.', {
        where: '/vulnerabilities',
      });
    }
    for (const { pattern, text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#entry(pattern, value, where);
    }
    this.#scan.cover();
  }

  #classification(name: string, value: JsonObject): void {
    if (this.#categories.size >= maxCategories) return;
    const references = Object.entries(objectOf(fieldOf(value, 'ref'))).map(
      ([title, url]) => `${title} ${textOf(url) ?? ''}`,
    );
    this.#categories.set(name, {
      description: textOf(fieldOf(value, 'desc'))?.slice(0, maxProse),
      solution: textOf(fieldOf(value, 'sol'))?.slice(0, maxProse),
      references: references.slice(0, 1_000),
      wstg: textsOf(fieldOf(value, 'wstg')).slice(0, 100),
    });
  }

  #entry(pattern: string, value: JsonValue, where: string): void {
    const [, partName, key = ''] = entryPattern.exec(pattern) ?? [];
    const part = parts.find((each) => each === partName) ?? 'vulnerabilities';
    const item = objectOf(value);
    const fields = Object.fromEntries(
      ['method', 'path', 'level', 'parameter', 'info', 'referer', 'module'].map((name) => [
        name,
        textOf(fieldOf(item, name)),
      ]),
    );
    const name = isObject(value) ? key : '';
    const category = this.#categories.get(key) ?? none;
    const wstg = textsOf(fieldOf(item, 'wstg'));
    reportEntry({ where, part, name, category, fields, wstg }, this.#scan, this.#occurrences, this.#sink);
  }
}
