import type { Draft } from '../mapping/draft.ts';
import { nameHost, type TargetDraft } from '../mapping/host.ts';
import { arrayOf, fieldOf, isObject, objectOf, textOf } from '../mapping/json.ts';
import { type CoveredTarget, type RawFinding, ReportError, type SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

export type Component = NonNullable<RawFinding['component']>;

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
  #mainRef: string | undefined;
  #main: Component | undefined;

  get target(): SourceTarget {
    return this.#target;
  }

  /** `metadata.component`: what the document is about. */
  setMain(value: JsonValue | undefined): void {
    if (!isObject(value)) return;
    const name = textOf(value.name);
    if (name === undefined) return;
    const group = textOf(value.group);
    const raw = group === undefined ? name : `${group}/${name}`;
    const target: TargetDraft = { kind: kindOfType[textOf(value.type) ?? ''] ?? 'OTHER', raw };
    target.reference = textOf(value.purl) ?? raw;
    if (target.kind === 'HOST') nameHost(target, name);
    this.#target = target;
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
    const note = `${this.#count} components listed`;
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
    const ecosystem = /^pkg:([a-z0-9.+-]+)\//i.exec(purl)?.[1];
    if (ecosystem !== undefined) component.ecosystem = ecosystem.toLowerCase();
  }
  return component;
}

/** Name and version out of a package URL (purl specification: `pkg:type/namespace/name@version?…`). */
function componentOfPurl(purl: string): Component | undefined {
  const match = /^pkg:([a-z0-9.+-]+)\/([^@?#]+)(?:@([^?#]+))?/i.exec(purl);
  const [, ecosystem, name, version] = match ?? [];
  if (ecosystem === undefined || name === undefined) return undefined;
  const component: Draft<Component> = { name: decoded(name), purl, ecosystem: ecosystem.toLowerCase() };
  if (version !== undefined) component.version = decoded(version);
  return component;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
