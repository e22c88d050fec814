import { HeldItems } from '../mapping/holding.ts';
import { isObject, textOf } from '../mapping/json.ts';
import { imageTarget } from '../mapping/product.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { reportFeature, scannerFinding } from './feature.ts';
import { IndexReport } from './index-report.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Clair' });
  const events = new ClairEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

const featurePattern = /^(?:\/data)?\/Layer\/Features\/\*$/;
const klarPattern = /^\/Vulnerabilities\/[^/]+\/\*$/;
const scannerPattern = '/vulnerabilities/*';
const enteredPattern =
  /^(?:|\/data|(?:\/data)?\/Layer|(?:\/data)?\/Layer\/Features|\/Vulnerabilities|\/Vulnerabilities\/[^/]+|\/vulnerabilities)$/;
/** Names of the image: by clair-scanner, version 4, and the layer that version 2 was asked for. */
const imagePattern = /^(?:\/image|\/manifest_hash|(?:\/data)?\/Layer\/Name)$/;

/**
 * Four shapes: features of a layer (version 2, Quay), a flat list (clair-scanner), lists by severity (Klar), and maps that refer to
 * each other (version 4). The image may be named after them, so items wait until the document ends.
 */
class ClairEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #held = new HeldItems('the image');
  readonly #index = new IndexReport();
  #image: string | undefined;
  #known = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  plan(pattern: string): JsonPlan {
    if (pattern === scannerPattern || klarPattern.test(pattern) || featurePattern.test(pattern))
      return 'HOLD';
    if (imagePattern.test(pattern)) return 'VALUE';
    return enteredPattern.test(pattern) ? 'ENTER' : this.#index.plan(pattern);
  }

  enter(pattern: string): void {
    if (/^\/(?:vulnerabilities|Vulnerabilities|data\/Layer|Layer)$/.test(pattern)) this.#known = true;
  }

  value(pattern: string, value: JsonValue): void {
    if (imagePattern.test(pattern)) this.#image ??= textOf(value);
    else if (enteredPattern.test(pattern))
      this.#known ||= pattern === '/vulnerabilities' || pattern === '/Vulnerabilities';
    else this.#index.value(pattern, value);
  }

  held(pattern: string, text: string, where: string): void {
    const isList = pattern === scannerPattern || klarPattern.test(pattern) || featurePattern.test(pattern);
    if (isList) this.#held.add(pattern, text, where);
    else this.#index.held(pattern, text, where);
  }

  leave(pattern: string): void {
    if (pattern !== '' || !(this.#known || this.#index.isKnown)) return;
    const target = imageTarget(this.#image ?? '');
    for (const { text, where, pattern: at } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#item(at, value, where, target);
    }
    this.#index.report({ limits: this.#limits, sink: this.#sink, target });
    this.#sink.covered({ target, complete: true });
  }

  end(): void {
    if (this.#known || this.#index.isKnown) return;
    throw new ReportError('The JSON has neither a layer nor vulnerabilities, so it is no report of Clair.', {
      where: '/vulnerabilities',
    });
  }

  #item(pattern: string, value: JsonValue, where: string, target: SourceTarget): void {
    const context = { where, sink: this.#sink, target };
    if (featurePattern.test(pattern) && isObject(value)) reportFeature(value, context);
    else {
      reportItem(this.#sink, { value, where, lacks: 'has no name of a vulnerability' }, (entry) =>
        scannerFinding(entry, context),
      );
    }
  }
}
