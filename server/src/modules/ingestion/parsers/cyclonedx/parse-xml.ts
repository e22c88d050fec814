import type { Parse, ParseSink } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { readXml, type XmlAttributes, type XmlEvents, type XmlPosition } from '../readers/xml/reader.ts';
import { Inventory } from './inventory.ts';
import { reportMetadata } from './metadata.ts';
import { reportVulnerability } from './vulnerability.ts';
import { XmlVulnerability } from './xml-vulnerability.ts';

export const parseXml: Parse = async (source, sink, limits) => {
  const inventory = new Inventory();
  const seen = { vulnerabilities: false };
  const reading = { source, limits, sink, roots: ['bom'], formatName: 'a CycloneDX document' };
  await readXml(reading, (position) => new BomXmlEvents(sink, position, inventory, seen));
  sink.covered(inventory.coverage(seen.vulnerabilities));
};

/** Fields of a component and of the metadata that are read. */
const componentFields: ReadonlySet<string> = new Set(['name', 'version', 'group', 'purl']);

/**
 * Components of the inventory (`components`, nested too), the described component, and vulnerabilities in both places:
 * inside their component (extension of 1.0 to 1.3) and in a list of their own (1.4 and later).
 */
class BomXmlEvents implements XmlEvents {
  readonly #sink: ParseSink;
  readonly #position: XmlPosition;
  readonly #inventory: Inventory;
  readonly #seen: { vulnerabilities: boolean };
  readonly #path: string[] = [];
  readonly #components: JsonObject[] = [];
  readonly #metadata: JsonObject = {};
  #tool: JsonObject | undefined;
  #vulnerability: XmlVulnerability | undefined;
  #where = '';

  constructor(
    sink: ParseSink,
    position: XmlPosition,
    inventory: Inventory,
    seen: { vulnerabilities: boolean },
  ) {
    this.#sink = sink;
    this.#position = position;
    this.#inventory = inventory;
    this.#seen = seen;
  }

  open(name: string, attributes: XmlAttributes): void {
    this.#path.push(name);
    if (this.#vulnerability !== undefined) this.#vulnerability.open(name, attributes);
    else if (name === 'component' || name === 'service') this.#openComponent(attributes);
    else if (name === 'tool' && this.#parentIs('tools', 2)) this.#tool = {};
    else if (name === 'vulnerabilities') this.#seen.vulnerabilities = true;
    else if (name === 'vulnerability') {
      this.#vulnerability = new XmlVulnerability(attributes);
      this.#where = `line ${this.#position.line}`;
    }
  }

  close(name: string, text: string): void {
    this.#path.pop();
    if (this.#vulnerability !== undefined) this.#closeInVulnerability(this.#vulnerability, name, text);
    else if (name === 'component' || name === 'service') this.#closeComponent();
    else if (name === 'tool') this.#closeTool();
    else if (name === 'metadata') this.#closeMetadata();
    else this.#field(name, text);
  }

  #openComponent(attributes: XmlAttributes): void {
    const component: JsonObject = { type: attributes.type ?? '' };
    const ref = attributes['bom-ref'];
    if (ref !== undefined) component['bom-ref'] = ref;
    this.#components.push(component);
  }

  /** Components inside a pedigree or a tool list are not part of the described thing. */
  #closeComponent(): void {
    const component = this.#components.pop();
    if (component === undefined) return;
    const [, section] = this.#path;
    if (section === 'metadata') {
      if (this.#path.length === 2) this.#inventory.setMain(component);
      else if (this.#path.includes('tools')) this.#addTool(component);
    } else if ((section === 'components' || section === 'services') && !this.#path.includes('pedigree'))
      this.#inventory.add(component);
  }

  #closeTool(): void {
    if (this.#tool !== undefined) this.#addTool(this.#tool);
    this.#tool = undefined;
  }

  #addTool(tool: JsonObject): void {
    this.#metadata.tools ??= [tool];
  }

  #closeMetadata(): void {
    if (this.#path.length === 1) reportMetadata(this.#metadata, this.#sink);
  }

  #field(name: string, text: string): void {
    const value = text.trim();
    if (value === '') return;
    const parent = this.#path.at(-1);
    if ((parent === 'component' || parent === 'service') && componentFields.has(name)) {
      const component = this.#components.at(-1);
      if (component !== undefined) component[name] ??= value;
    } else if (parent === 'tool' && this.#tool !== undefined && componentFields.has(name))
      this.#tool[name] = value;
    else if (parent === 'metadata' && name === 'timestamp') this.#metadata.timestamp = value;
  }

  #closeInVulnerability(vulnerability: XmlVulnerability, name: string, text: string): void {
    if (name !== 'vulnerability') {
      vulnerability.close(name, text);
      return;
    }
    this.#vulnerability = undefined;
    const owner = this.#components.at(-1);
    const ref = owner === undefined ? undefined : refOf(owner);
    if (owner !== undefined) this.#inventory.know(owner);
    reportVulnerability(vulnerability.record(ref), this.#inventory, this.#where, this.#sink);
  }

  #parentIs(name: string, back: number): boolean {
    return this.#path.at(-back) === name;
  }
}

/** A component without `bom-ref` gets one of its own, so that its vulnerabilities can name it. */
function refOf(component: JsonObject): string {
  const ref = component['bom-ref'];
  if (typeof ref === 'string') return ref;
  const made = `${String(component.group ?? '')}/${String(component.name ?? '')}@${String(component.version ?? '')}`;
  component['bom-ref'] = made;
  return made;
}
