import { HeldItems } from '../mapping/holding.ts';
import { isObject, textOf } from '../mapping/json.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOf } from './result.ts';
import { Run } from './run.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new SarifEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

/**
 * Results are held until the run ends, because tools write rules, artifacts and the name of the image before or after
 * them. Above this many characters they are read on with what the run has said so far.
 */
const heldBeforeStreaming = 32 * 1024 * 1024;

const rulePattern = /^\/runs\/\*\/tool\/(driver|extensions\/\*)\/rules\/\*$/;
const enteredPattern =
  /^(?:|\/runs|\/runs\/\*|\/runs\/\*\/(?:results|artifacts|tool|tool\/driver|tool\/extensions|tool\/extensions\/\*|tool\/driver\/rules|tool\/extensions\/\*\/rules))$/;
const propertyPattern =
  /^\/runs\/\*\/(?:tool\/driver\/)?(name|version|semanticVersion|invocations|versionControlProvenance|originalUriBaseIds|properties|externalPropertyFileReferences)$/;

class SarifEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #plans = new Map<string, JsonPlan>();
  readonly #checks = new Set<string>();
  readonly #fired = new Set<string>();
  #run = new Run();
  #extension = -1;
  #hasRules = false;
  #streaming = false;
  #held = new HeldItems('the tool section');
  #hasRuns = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  plan(pattern: string): JsonPlan {
    if (pattern === '/runs/*/results/*') return this.#streaming ? 'ITEM' : 'HOLD';
    const known = this.#plans.get(pattern);
    if (known !== undefined) return known;
    const plan = planOf(pattern);
    if (this.#plans.size < 10_000) this.#plans.set(pattern, plan);
    return plan;
  }

  enter(pattern: string): void {
    if (pattern === '/runs') this.#hasRuns = true;
    if (pattern === '/runs/*') this.#beginRun();
    if (pattern === '/runs/*/tool/extensions/*') this.#extension += 1;
    if (pattern === '/runs/*/tool/driver') this.#hasRules = true;
  }

  leave(pattern: string): void {
    if (pattern === '/runs/*') this.#endRun();
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/version') this.#checkVersion(value);
    else if (pattern === '/runs/*/results/*') this.#result(value, where);
    else if (pattern === '/runs/*/artifacts/*') this.#run.artifact(value);
    else if (rulePattern.test(pattern)) {
      if (isObject(value))
        this.#run.rules.add(pattern.includes('/extensions/') ? this.#extension : -1, value);
    } else if (propertyPattern.test(pattern)) {
      this.#run.property(pattern.slice(pattern.lastIndexOf('/') + 1), value, this.#sink);
    }
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
    if (this.#held.length <= heldBeforeStreaming || !this.#hasRules) return;
    this.#streaming = true;
    this.#release();
  }

  end(): void {
    if (!this.#hasRuns)
      throw new ReportError('The file holds no "runs", so it is no SARIF report.', { where: '/runs' });
    // Some tools list only the rules that had results. Then the list does not say which checks ran.
    const listsQuietRules = [...this.#checks].some((id) => !this.#fired.has(id));
    if (listsQuietRules) this.#sink.scan({ checksRun: [...this.#checks] });
  }

  #beginRun(): void {
    this.#run = new Run();
    this.#extension = -1;
    this.#hasRules = false;
    this.#streaming = false;
    this.#held = new HeldItems('the tool section');
  }

  #endRun(): void {
    this.#release();
    for (const id of this.#run.rules.ids) if (this.#checks.size < 200_000) this.#checks.add(id);
    this.#sink.covered(this.#run.coverage);
  }

  #release(): void {
    for (const { text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#result(value, where);
    }
  }

  #result(value: JsonValue, where: string): void {
    this.#sink.sourceItem();
    if (isObject(value)) {
      const finding = findingOf(value, this.#run, where);
      if (this.#fired.size < 200_000) this.#fired.add(finding.ruleId);
      this.#sink.finding(finding);
      return;
    }
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'A result is no object and was left out.',
      where,
      dropsItem: true,
    });
  }

  #checkVersion(value: JsonValue): void {
    const version = textOf(value) ?? '';
    if (version.startsWith('2.1')) return;
    throw new ReportError(
      `The report is SARIF ${version.slice(0, 40) || 'without a version'}; only 2.1.0 is read. Export it as SARIF 2.1.0.`,
      { where: '/version' },
    );
  }
}

function planOf(pattern: string): JsonPlan {
  if (enteredPattern.test(pattern)) return 'ENTER';
  if (pattern === '/version' || pattern === '/runs/*/artifacts/*') return 'VALUE';
  return rulePattern.test(pattern) || propertyPattern.test(pattern) ? 'VALUE' : 'SKIP';
}
