import type { Component } from '../mapping/advisory.ts';
import type { Draft } from '../mapping/draft.ts';
import { nameHost, type TargetDraft } from '../mapping/host.ts';
import { arrayOf, fieldOf, isObject, objectOf, textOf } from '../mapping/json.ts';
import { packageUrl } from '../mapping/package-url.ts';
import { componentOfPurl, productTarget } from '../mapping/product.ts';
import { type CoveredTarget, ReportError, type SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

const maxComponents = 2_000_000;
const maxNesting = 50;

const kindOfType: Readonly<Record<string, SourceTarget['kind']>> = {
  application: 'APPLICATION',
  framework: 'APPLICATION',
  library: 'APPLICATION',
  platform: 'APPLICATION',
  container: 'CONTAINER_IMAGE',
  device: 'HOST',
  firmware: 'HOST',
  'operating-system': 'HOST',
};

/** Components by their `bom-ref`, and the thing that the document describes. */
export class Inventory {
  readonly #components = new Map<string, Component>();
  #count = 0;
  #target: SourceTarget = { kind: 'OTHER', raw: '' };
  #release: string | undefined;
  #mainRef: string | undefined;
  #main: Component | undefined;

  get target(): SourceTarget {
    return this.#target;
  }

  /** Version of the described thing. The target has none, so that releases are one asset. */
  get release(): string | undefined {
    return this.#release;
  }

  /** `metadata.component`: what the document is about. */
  setMain(value: JsonValue | undefined): void {
    if (!isObject(value)) return;
    const name = textOf(value.name);
    if (name === undefined) return;
    const group = textOf(value.group);
    const raw = group === undefined ? name : `${group}/${name}`;
    const kind = kindOfType[textOf(value.type) ?? ''] ?? 'OTHER';
    const target: TargetDraft = { ...productTarget(textOf(value.purl) ?? raw, { raw, kind }) };
    if (target.kind === 'HOST') nameHost(target, name);
    this.#target = target;
    this.#release = textOf(value.version);
    this.#mainRef = textOf(fieldOf(value, 'bom-ref'));
    this.#main = componentOf(value);
    this.#addNested(value, 1);
  }

  /** Takes a component and those inside it. */
  add(value: JsonObject, depth = 0): void {
    this.#count += 1;
    if (this.#count > maxComponents) {
      throw new ReportError(`The document lists more than ${maxComponents} components.`, {
        code: 'PAYLOAD_TOO_LARGE',
        where: '/components',
      });
    }
    this.know(value);
    this.#addNested(value, depth + 1);
  }

  /** Makes a component findable before it is complete, for vulnerabilities that stand inside it. */
  know(value: JsonObject): void {
    const ref = textOf(fieldOf(value, 'bom-ref')) ?? textOf(value.purl);
    const component = componentOf(value);
    if (ref !== undefined && component !== undefined && !this.#components.has(ref))
      this.#components.set(ref, component);
  }

  /**
   * The component that an `affects` reference names: a `bom-ref`, a BOM link (`urn:cdx:…#ref`), the described thing
   * itself, or a purl that the document does not list.
   */
  find(ref: string): Component | undefined {
    const local = ref.startsWith('urn:cdx:') ? decoded(ref.slice(ref.indexOf('#') + 1)) : ref;
    if (local === this.#mainRef) return this.#main;
    return this.#components.get(local) ?? componentOfPurl(local);
  }

  /** A list of parts that says nothing of vulnerabilities is no check of them, so it proves nothing fixed. */
  coverage(hasVulnerabilities: boolean): CoveredTarget {
    const release = this.#release === undefined ? '' : `, version ${this.#release.slice(0, 100)}`;
    const note = `${this.#count} components listed${release}`;
    if (hasVulnerabilities) return { target: this.#target, complete: true, note };
    return {
      target: this.#target,
      complete: false,
      note: `${note}; the document does not speak of vulnerabilities`,
    };
  }

  #addNested(value: JsonObject, depth: number): void {
    if (depth > maxNesting) return;
    for (const nested of arrayOf(value.components)) if (isObject(nested)) this.add(nested, depth);
  }
}

export function componentOf(value: JsonObject): Component | undefined {
  const name = textOf(value.name);
  if (name === undefined) return undefined;
  const group = textOf(value.group);
  const component: Draft<Component> = { name: group === undefined ? name : `${group}/${name}` };
  const version = textOf(value.version);
  const purl = textOf(value.purl);
  const path = textOf(objectOf(arrayOf(objectOf(value.evidence).occurrences)[0]).location);
  if (version !== undefined) component.version = version;
  if (path !== undefined) component.path = path;
  if (purl !== undefined) {
    component.purl = purl;
    const ecosystem = packageUrl(purl)?.ecosystem;
    if (ecosystem !== undefined) component.ecosystem = ecosystem;
  }
  return component;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
