import { HeldItems } from '../mapping/holding.ts';
import { isObject, objectOf, textOf } from '../mapping/json.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { Inventory } from './inventory.ts';
import { reportMetadata } from './metadata.ts';
import { reportVulnerability } from './vulnerability.ts';

export const parseJson: Parse = async (source, sink, limits) => {
  const events = new BomEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

const plans: Readonly<Record<string, JsonPlan>> = {
  '': 'ENTER',
  '/bomFormat': 'VALUE',
  '/metadata': 'VALUE',
  '/components': 'ENTER',
  '/components/*': 'VALUE',
  '/services': 'ENTER',
  '/services/*': 'VALUE',
  '/vulnerabilities': 'ENTER',
};

class BomEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #inventory = new Inventory();
  readonly #held = new HeldItems('the metadata and components');
  #isBom = false;
  #hasMetadata = false;
  #hasComponents = false;
  #hasVulnerabilities = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  plan(pattern: string): JsonPlan {
    if (pattern === '/vulnerabilities/*') return this.#hasMetadata && this.#hasComponents ? 'ITEM' : 'HOLD';
    return Object.hasOwn(plans, pattern) ? (plans[pattern] ?? 'SKIP') : 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern === '/vulnerabilities') this.#hasVulnerabilities = true;
  }

  leave(pattern: string): void {
    if (pattern === '/components') this.#hasComponents = true;
    if (pattern === '') this.#release();
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/bomFormat') this.#isBom = /^cyclonedx$/i.test(textOf(value) ?? '');
    else if (pattern === '/metadata') this.#metadata(value);
    else if (pattern === '/components/*' || pattern === '/services/*') {
      if (isObject(value)) this.#inventory.add(value);
    } else if (pattern === '/vulnerabilities/*') this.#vulnerability(value, where);
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  end(): void {
    if (!this.#isBom) {
      throw new ReportError(
        'The document does not say "bomFormat": "CycloneDX", so it is no CycloneDX document.',
        {
          where: '/bomFormat',
        },
      );
    }
    this.#sink.covered(this.#inventory.coverage(this.#hasVulnerabilities));
  }

  #metadata(value: JsonValue): void {
    const metadata = objectOf(value);
    this.#hasMetadata = true;
    reportMetadata(metadata, this.#sink);
    this.#inventory.setMain(metadata.component);
  }

  #release(): void {
    for (const { text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#vulnerability(value, where);
    }
  }

  #vulnerability(value: JsonValue, where: string): void {
    reportVulnerability(objectOf(value), this.#inventory, where, this.#sink);
  }
}
