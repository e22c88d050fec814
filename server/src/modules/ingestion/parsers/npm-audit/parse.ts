import { HeldItems } from '../mapping/holding.ts';
import { isObject, objectOf, textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { readJsonLines } from '../readers/json/lines.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { advisoryOf } from './advisory.ts';
import { Packages, reportPackage } from './package.ts';
import { target } from './target.ts';
import { lineOf } from './yarn.ts';

const parse: Parse = async (source, sink, limits) => {
  const { head, replay } = await firstCharacter(source);
  const reading = { source: replay, limits, sink };
  if (/^\{\s*"(?:type|value|children|data)"\s*:/.test(head)) {
    sink.scan({ toolName: 'yarn audit' });
    await readJsonLines(reading, (value, where) => lineOf(value, where, sink));
  } else {
    sink.scan({ toolName: 'npm audit' });
    const events = new AuditEvents(sink);
    await readJson(reading, events);
    events.end((text, where) => readHeldItem({ limits, sink }, text, where));
  }
  sink.covered({ target, complete: true });
};

export default parse;

/** Version 1 has a map of advisories, version 2 a map of packages that name each other. */
class AuditEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #held = new HeldItems('the packages');
  #known = false;
  #error: JsonValue | undefined;

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  plan(pattern: string): JsonPlan {
    if (pattern === '' || pattern === '/advisories' || pattern === '/vulnerabilities') return 'ENTER';
    if (pattern === '/error' || pattern === '/message') return 'VALUE';
    if (pattern.startsWith('/advisories/')) return 'ITEM';
    return pattern.startsWith('/vulnerabilities/') ? 'HOLD' : 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern !== '') this.#known = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/error' || pattern === '/message') this.#error ??= value;
    else if (pattern.startsWith('/advisories/')) {
      reportItem(this.#sink, { value, where, lacks: 'has no id' }, (advisory) =>
        advisoryOf(advisory, { where, sink: this.#sink, target }),
      );
    } else if (pattern === '/advisories' || pattern === '/vulnerabilities') this.#known = true;
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  /** Packages name others that may come later, so all are known before the first is reported. */
  end(read: (text: string, where: string) => JsonValue | undefined): void {
    if (!this.#known) throw this.#refusal();
    const packages = new Packages();
    const entries: { value: JsonValue; where: string }[] = [];
    for (const { text, where } of this.#held.release()) {
      const value = read(text, where);
      if (value === undefined) continue;
      packages.add(objectOf(value));
      entries.push({ value, where });
    }
    for (const { value, where } of entries)
      reportPackage(value, packages, { where, sink: this.#sink, target });
  }

  #refusal(): ReportError {
    const { summary, code, detail } = objectOf(this.#error);
    const reason = textOf(summary) ?? textOf(detail) ?? textOf(code) ?? textOf(this.#error);
    if (reason !== undefined || isObject(this.#error)) {
      return new ReportError(
        `npm audit failed: ${(reason ?? 'it does not say why').slice(0, 300)}. Run it again and upload its report.`,
        {
          where: '/error',
        },
      );
    }
    return new ReportError(
      'The JSON has neither "advisories" nor "vulnerabilities", so it is no report of npm audit.',
      { where: '/vulnerabilities' },
    );
  }
}
