import { HeldItems } from '../mapping/holding.ts';
import { isObject, textOf, textsOf } from '../mapping/json.ts';
import { imageTarget } from '../mapping/product.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { policyFinding } from './policy.ts';
import { vulnerabilityFinding } from './vulnerability.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Anchore' });
  const { head, replay } = await firstCharacter(source);
  // Some versions write the vulnerabilities as a list without anything around it.
  const isBare = /^\[\s*\{/.test(head) && /"vuln"\s*:/.test(head) && !/"vulnerabilities"\s*:/.test(head);
  const events = new AnchoreEvents(sink, limits, {
    unit: head.startsWith('[') && !isBare ? '/*' : '',
    isBare,
  });
  await readJson({ source: replay, limits, sink }, events);
  events.end(/^\[\s*\]/.test(head));
};

export default parse;

const itemPattern = /\/(?:vulnerabilities|rows|detail|details\/findings)\/\*$/;
const listPattern = /\/(?:vulnerabilities|rows|detail|details\/findings)$/;
/** Names under which the versions give the image, the best one first. */
const imageNames = [
  'evaluatedTag',
  'tag',
  'fulltag',
  'fullTag',
  'imageTag',
  'image_digest',
  'imageDigest',
  'digest',
];

/**
 * Vulnerabilities of an image, or the checks of a policy as rows under a header (Engine) or as objects (anchorectl). An image
 * may be named after its items, so these wait until the image ends.
 */
class AnchoreEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  /** Pattern of what one image is: the document or an entry of a list. */
  readonly #unit: string;
  readonly #isBare: boolean;
  readonly #held = new HeldItems('the image');
  readonly #headers = new Map<string, readonly string[]>();
  readonly #facts = new Map<string, string>();
  #known = false;

  constructor(sink: ParseSink, limits: ParseLimits, { unit, isBare }: { unit: string; isBare: boolean }) {
    this.#sink = sink;
    this.#limits = limits;
    this.#unit = unit;
    this.#isBare = isBare;
  }

  plan(pattern: string): JsonPlan {
    if (itemPattern.test(pattern) || (this.#isBare && pattern === '/*')) return 'HOLD';
    return pattern.endsWith('/header') ? 'VALUE' : 'ENTER';
  }

  enter(pattern: string): void {
    if (listPattern.test(pattern)) this.#known = true;
  }

  leave(pattern: string): void {
    if (pattern === this.#unit) this.#release();
  }

  value(pattern: string, value: JsonValue): void {
    const name = pattern.slice(pattern.lastIndexOf('/') + 1);
    const text = textOf(value);
    if (name === 'header') this.#headers.set(pattern.slice(0, -'/header'.length), textsOf(value));
    else if (text !== undefined && imageNames.includes(name) && !this.#facts.has(name))
      this.#facts.set(name, text);
    else if (listPattern.test(pattern)) this.#known = true;
  }

  held(pattern: string, text: string, where: string): void {
    this.#known = true;
    this.#held.add(pattern, text, where);
  }

  end(isEmptyList: boolean): void {
    if (this.#known || isEmptyList) return;
    throw new ReportError(
      'The JSON has no "vulnerabilities" and no policy checks, so it is no report of Anchore.',
      {
        where: '/vulnerabilities',
      },
    );
  }

  #release(): void {
    const target = this.#target();
    const targets = new Map<string, SourceTarget>();
    if (target.raw !== '') targets.set(target.raw, target);
    for (const { text, where, pattern } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value === undefined) continue;
      const list = pattern.slice(0, -'/*'.length);
      const entry = list.endsWith('/rows')
        ? rowOf(value, this.#headers.get(list.slice(0, -'/rows'.length)))
        : value;
      const context = { where, sink: this.#sink, target };
      const isVulnerability = this.#isBare || list.endsWith('/vulnerabilities');
      reportItem(this.#sink, { value: entry, where, lacks: 'has no id' }, (item) => {
        const finding = isVulnerability ? vulnerabilityFinding(item, context) : policyFinding(item, context);
        if (finding !== undefined && targets.size < 10_000) targets.set(finding.target.raw, finding.target);
        return finding;
      });
    }
    if (targets.size === 0) targets.set('', target);
    for (const covered of targets.values()) this.#sink.covered({ target: covered, complete: true });
    this.#facts.clear();
    this.#headers.clear();
  }

  #target(): SourceTarget {
    const raw = imageNames.map((name) => this.#facts.get(name)).find((name) => name !== undefined) ?? '';
    return imageTarget(raw);
  }
}

/** A row under its header, as an object; anything else as it is. */
function rowOf(value: JsonValue, header: readonly string[] | undefined): JsonValue {
  if (!Array.isArray(value) || header === undefined) return isObject(value) ? value : null;
  const row: JsonObject = {};
  value.forEach((cell, index) => {
    const name = header[index];
    if (name !== undefined && name !== '__proto__') row[name] = cell;
  });
  return row;
}
