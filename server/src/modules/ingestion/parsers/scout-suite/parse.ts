import { HeldItems } from '../mapping/holding.ts';
import { isObject, objectOf, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { valueOfScript } from '../readers/text/script.ts';
import { type Account, findingsOfRule, targetOfAccount } from './rule.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new ScoutEvents(sink, limits);
  await readJson({ source: valueOfScript(source, 'scoutsuite_results'), limits, sink }, events);
  events.end();
};

export default parse;

const rulePattern = /^\/services\/[^/]+\/findings\/[^/]+$/;
const wayPattern = /^(?:|\/services|\/services\/[^/]+|\/services\/[^/]+\/findings)$/;
const accountFields: ReadonlySet<string> = new Set([
  '/account_id',
  '/aws_account_id',
  '/provider_code',
  '/provider_name',
  '/last_run',
]);

class ScoutEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #held = new HeldItems('the account');
  readonly #account: Account = {};
  readonly #checks: string[] = [];
  #hasServices = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    sink.scan({ toolName: 'ScoutSuite' });
  }

  plan(pattern: string): JsonPlan {
    if (rulePattern.test(pattern)) {
      return this.#account.id === undefined || this.#account.provider === undefined ? 'HOLD' : 'VALUE';
    }
    if (accountFields.has(pattern)) return 'VALUE';
    return wayPattern.test(pattern) ? 'ENTER' : 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern === '/services') this.#hasServices = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (rulePattern.test(pattern)) this.#rule(value, where);
    else if (pattern === '/last_run') this.#lastRun(value);
    else if (pattern === '/provider_code') this.#account.provider = textOf(value) ?? '';
    else if (pattern === '/account_id' || pattern === '/aws_account_id') {
      const id = textOf(value);
      if (id !== undefined) this.#account.id = id;
    }
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  end(): void {
    for (const { text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#rule(value, where);
    }
    if (!this.#hasServices) {
      throw new ReportError(
        'The file holds no "services", so it is no result of ScoutSuite. Upload scoutsuite_results_….js from the folder scoutsuite-results.',
        { where: '/services' },
      );
    }
    if (this.#checks.length > 0) this.#sink.scan({ checksRun: this.#checks.slice(0, 200_000) });
    this.#sink.covered({ target: targetOfAccount(this.#account), complete: true });
  }

  #lastRun(value: JsonValue): void {
    const run = objectOf(value);
    const finishedAt = utcOfIso(textOf(run.time) ?? '');
    const toolVersion = textOf(run.version)?.slice(0, 100);
    const policy = textOf(run.ruleset_name)?.slice(0, 500);
    if (finishedAt !== undefined) {
      this.#account.seenAt = finishedAt;
      this.#sink.scan({ finishedAt });
    }
    if (toolVersion !== undefined) this.#sink.scan({ toolVersion });
    if (policy !== undefined) this.#sink.scan({ policy });
  }

  #rule(value: JsonValue, where: string): void {
    const [, , service = '', , name = ''] = where.split('/');
    if (!isObject(value) || name === '') {
      this.#sink.sourceItem();
      this.#sink.problem({
        code: 'ROW_UNREADABLE',
        message: 'A rule that is no object was left out.',
        where,
        dropsItem: true,
      });
      return;
    }
    if (Number(value.checked_items ?? 0) > 0) this.#checks.push(name);
    for (const finding of findingsOfRule(value, {
      name,
      service,
      where,
      account: this.#account,
      sink: this.#sink,
    })) {
      this.#sink.sourceItem();
      this.#sink.finding(finding);
    }
  }
}
