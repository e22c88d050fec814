import { HeldItems } from '../mapping/holding.ts';
import { fieldOf, isObject, objectOf, textOf } from '../mapping/json.ts';
import { utcOfEpochSeconds } from '../mapping/time.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { interestingFinding, listedFinding, listings } from './exposure.ts';
import { Site } from './site.ts';
import { reportSoftware, type SoftwareKind } from './software.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new WpscanEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

/** Lists and objects whose entries are items; keys may be URLs, so the rest of a pattern is one key. */
const sections = ['interesting_findings', 'plugins', 'themes', 'timthumbs', ...listings.keys()];
const sectionPattern = new RegExp(`^/(${sections.join('|')})$`);
const entryPattern = new RegExp(`^/(${sections.join('|')})/(.+)$`, 's');
const singlePattern = /^\/(version|main_theme)$/;
const fields: ReadonlySet<string> = new Set([
  'banner',
  'start_time',
  'stop_time',
  'target_url',
  'target_ip',
  'effective_url',
  'scan_aborted',
  'vuln_api',
]);
const softwareOfSection: ReadonlyMap<string, SoftwareKind> = new Map([
  ['plugins', 'plugin'],
  ['themes', 'theme'],
  ['timthumbs', 'timthumb'],
]);

class WpscanEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #held = new HeldItems('the target_url');
  readonly #fields: Record<string, JsonValue> = {};
  #site: Site | undefined;
  #isReport = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    sink.scan({ toolName: 'WPScan' });
  }

  plan(pattern: string): JsonPlan {
    if (pattern === '' || sectionPattern.test(pattern)) return 'ENTER';
    if (singlePattern.test(pattern) || entryPattern.test(pattern)) {
      return this.#fields.target_url === undefined ? 'HOLD' : 'ITEM';
    }
    return fields.has(pattern.slice(1)) ? 'VALUE' : 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern === '/interesting_findings') this.#isReport = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    const name = pattern.slice(1);
    if (fields.has(name)) this.#fields[name] = value;
    else if (name !== '') this.#item(pattern, value, where);
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  end(): void {
    const { target_url, effective_url, scan_aborted } = this.#fields;
    const isReport =
      this.#isReport || [target_url, effective_url, scan_aborted].some((field) => field !== undefined);
    if (!isReport) {
      throw new ReportError(
        'The file has neither "target_url" nor "interesting_findings", so it is no WPScan report.',
        {
          where: '/target_url',
        },
      );
    }
    for (const { pattern, text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#item(pattern, value, where);
    }
    this.#scan();
    this.#cover();
  }

  #scanned(): Site {
    const url = textOf(this.#fields.target_url) ?? textOf(this.#fields.effective_url) ?? '';
    this.#site ??= new Site(url.slice(0, 2_000), textOf(this.#fields.target_ip) ?? '', this.#sink);
    return this.#site;
  }

  #item(pattern: string, value: JsonValue, where: string): void {
    const single = singlePattern.exec(pattern)?.[1];
    const site = this.#scanned();
    if (single !== undefined) {
      if (isObject(value)) this.#single(single, value, where);
      return;
    }
    const [, section = '', key = ''] = entryPattern.exec(pattern) ?? [];
    if (value === null && section !== 'interesting_findings') return;
    const entry = objectOf(value);
    // Where a list stands in the place of an object, the entries name themselves.
    const name = key === '*' ? nameOf(value) : key;
    const kind = softwareOfSection.get(section);
    const isListing = listings.has(section) && name !== '';
    if (!isObject(value) && !isListing) site.drop(where, section);
    else if (kind !== undefined) reportSoftware(entry, { kind, name, where }, site);
    else if (section === 'interesting_findings') site.report(interestingFinding(entry, where, site));
    else site.report(listedFinding(section, name, entry, where, site));
  }

  #single(name: string, value: Readonly<Record<string, JsonValue>>, where: string): void {
    const kind = name === 'version' ? 'wordpress' : 'theme';
    const slug = kind === 'wordpress' ? kind : (textOf(value.slug) ?? 'main theme');
    reportSoftware({ ...value }, { kind, name: slug, where }, this.#scanned());
  }

  #scan(): void {
    const toolVersion = textOf(objectOf(this.#fields.banner).version);
    const startedAt = utcOfEpochSeconds(textOf(this.#fields.start_time) ?? '');
    const finishedAt = utcOfEpochSeconds(textOf(this.#fields.stop_time) ?? '');
    if (toolVersion !== undefined) this.#sink.scan({ toolVersion: toolVersion.slice(0, 100) });
    if (startedAt !== undefined) this.#sink.scan({ startedAt });
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
  }

  #cover(): void {
    const aborted = textOf(this.#fields.scan_aborted);
    const withoutData = textOf(objectOf(this.#fields.vuln_api).error);
    const { target } = this.#scanned().place;
    const note = aborted ?? withoutData;
    if (aborted !== undefined) {
      const message = `WPScan ended before it was done: ${aborted.slice(0, 300)}`;
      this.#sink.problem({ code: 'SCAN_ABORTED', message, where: '/scan_aborted', dropsItem: false });
    }
    if (target.raw === '') return;
    this.#sink.covered(
      note === undefined ? { target, complete: true } : { target, complete: false, note: note.slice(0, 500) },
    );
  }
}

function nameOf(value: JsonValue): string {
  const entry = objectOf(value);
  const names = ['slug', 'username', 'name', 'login', 'url', 'location'];
  return (
    textOf(value) ??
    names.map((name) => textOf(fieldOf(entry, name))).find((name) => name !== undefined) ??
    ''
  );
}
