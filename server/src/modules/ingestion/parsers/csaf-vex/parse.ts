import { HeldItems } from '../mapping/holding.ts';
import { isObject, objectOf, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { ProductTree } from './product-tree.ts';
import { reportVulnerability } from './vulnerability.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new CsafEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

const maxTargets = 100_000;

/** Vulnerabilities refer to products, so they wait until the document and its product tree are known. */
class CsafEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #tree = new ProductTree();
  readonly #held = new HeldItems('the product tree');
  readonly #targets = new Map<string, SourceTarget>();
  #document: JsonObject | undefined;
  #hasTree = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  plan(pattern: string): JsonPlan {
    if (pattern === '' || pattern === '/vulnerabilities' || pattern === '/product_tree') return 'ENTER';
    if (pattern === '/document') return 'VALUE';
    if (pattern === '/vulnerabilities/*')
      return this.#document !== undefined && this.#hasTree ? 'ITEM' : 'HOLD';
    return pattern.startsWith('/product_tree/') ? this.#tree.plan(pattern) : 'SKIP';
  }

  enter(pattern: string): void {
    this.#tree.enter(pattern);
  }

  leave(pattern: string): void {
    this.#tree.leave(pattern);
    if (pattern === '/product_tree') this.#hasTree = true;
    if (pattern !== '') return;
    for (const { text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#vulnerability(value, where);
    }
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/document') this.#describe(value);
    else if (pattern === '/vulnerabilities/*') this.#vulnerability(value, where);
    else this.#tree.value(pattern, value);
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  end(): void {
    if (this.#document === undefined) {
      throw new ReportError('The JSON has no "document", so it is no CSAF document.', { where: '/document' });
    }
    const note = 'A CSAF document speaks of the weaknesses it names and of no others.';
    for (const target of this.#targets.values()) this.#sink.covered({ target, complete: false, note });
  }

  #describe(value: JsonValue): void {
    if (!isObject(value)) return;
    this.#document = value;
    const tracking = objectOf(value.tracking);
    const engine = objectOf(objectOf(tracking.generator).engine);
    const toolVersion = textOf(engine.version)?.slice(0, 100);
    const finishedAt = utcOfIso(textOf(tracking.current_release_date) ?? '');
    const toolName = textOf(engine.name) ?? textOf(objectOf(value.publisher).name) ?? 'CSAF';
    this.#sink.scan({ toolName: toolName.slice(0, 200) });
    if (toolVersion !== undefined) this.#sink.scan({ toolVersion });
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
  }

  #vulnerability(value: JsonValue, where: string): void {
    const context = { where, sink: this.#sink, tree: this.#tree, document: this.#document ?? {} };
    reportVulnerability(objectOf(value), context, ({ target }) => {
      if (this.#targets.size < maxTargets) this.#targets.set(target.raw, target);
    });
  }
}
