import { HeldItems } from '../mapping/holding.ts';
import { textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOf } from './issue.ts';
import { findingOfRelease } from './release.ts';
import { RuleBook } from './rules.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'SonarQube' });
  const events = new SonarEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

/** Issues are held for rules that may follow them up to this many characters; beyond it they are read without. */
const maxHeldLength = 32 * 1024 * 1024;
const itemPattern = /^(?:\/\*)?\/(?:issues|hotspots|issuesReleases)\/\*$/;
const listPattern = /^(?:\/\*)?\/(?:issues|hotspots|issuesReleases)$/;
const rulePattern = /^(?:\/\*)?\/rules\/([^/]+)$/;

class SonarEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #rules = new RuleBook();
  readonly #held = new HeldItems('the rules');
  readonly #pages = planOf({
    items: ['issues', 'hotspots', 'issuesReleases'].flatMap((list) => [`/${list}/*`, `/*/${list}/*`]),
    values: ['/projectName', '/sonarQubeVersion'],
  });
  #hasRules = false;
  #hasList = false;
  #projectName = '';

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  plan(pattern: string): JsonPlan {
    if (itemPattern.test(pattern)) {
      return this.#hasRules || this.#held.length > maxHeldLength ? 'ITEM' : 'HOLD';
    }
    if (/^(?:\/\*)?\/rules$/.test(pattern)) return 'ENTER';
    return rulePattern.test(pattern) ? 'VALUE' : this.#pages(pattern);
  }

  enter(pattern: string): void {
    if (listPattern.test(pattern)) this.#hasList = true;
    if (pattern.endsWith('/rules')) this.#hasRules = true;
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  value(pattern: string, value: JsonValue, where: string): void {
    const rule = rulePattern.exec(pattern)?.[1];
    if (rule !== undefined) this.#rules.add(value, rule === '*' ? undefined : rule);
    else if (pattern === '/projectName') this.#projectName = textOf(value)?.slice(0, 500) ?? '';
    else if (pattern === '/sonarQubeVersion') {
      const toolVersion = textOf(value)?.slice(0, 100);
      if (toolVersion !== undefined) this.#sink.scan({ toolVersion });
    } else if (itemPattern.test(pattern)) this.#item(pattern, value, where);
    else if (listPattern.test(pattern)) this.#hasList = true;
  }

  leave(pattern: string): void {
    if (pattern.endsWith('/rules') || pattern === '' || pattern === '/*') this.#release();
  }

  end(): void {
    if (this.#hasList) return;
    throw new ReportError(
      'The file holds neither "issues" nor "hotspots", so it is no list of SonarQube. Export /api/issues/search or /api/hotspots/search.',
      { where: '/issues' },
    );
  }

  #release(): void {
    for (const { pattern, text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#item(pattern, value, where);
    }
  }

  #item(pattern: string, value: JsonValue, where: string): void {
    const context = { where, sink: this.#sink, rules: this.#rules, projectName: this.#projectName };
    if (pattern.includes('/issuesReleases/')) {
      reportItem(this.#sink, { value, where, lacks: 'names neither package nor vulnerability' }, (item) =>
        findingOfRelease(item, context),
      );
    } else {
      reportItem(this.#sink, { value, where, lacks: 'has no rule' }, (item) => findingOf(item, context));
    }
  }
}
