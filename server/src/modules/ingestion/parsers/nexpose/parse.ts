import { HeldRecords } from '../mapping/held-records.ts';
import type { Parse, ParseLimits, ParseSink } from '../parser.ts';
import { type ElementEvents, ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { type Definition, definitionOf } from './definition.ts';
import { Endpoint } from './endpoint.ts';
import { findingOfTest } from './finding.ts';
import { Node } from './node.ts';
import { type Test, testOf, testOfSimple } from './test-item.ts';

const parse: Parse = async (source, sink, limits) => {
  const reading = {
    source,
    limits,
    sink,
    roots: ['NexposeReport', 'NeXposeSimpleXML'],
    formatName: 'a Nexpose report (XML Export)',
    documentType: 'PASSED_OVER',
  } as const;
  const events = new NexposeEvents(sink, limits);
  await readXml(reading, (position) => new ElementReader(events, position, limits));
  events.end();
};

export default parse;

class NexposeEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['test', 'vulnerability']);
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #held = new HeldRecords<Test, Definition>('the vulnerability definitions');
  #unfinished: string | undefined;
  #node: Node | undefined;
  #endpoint: Endpoint | undefined;
  #inDefinitions = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    sink.scan({ toolName: 'Nexpose' });
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'scan':
        this.#scan(attributes);
        return;
      case 'node':
      case 'device':
        this.#node = new Node(attributes);
        return;
      case 'endpoint':
        this.#endpoint = new Endpoint(attributes);
        return;
      case 'service':
        // The simple report has no endpoints: port and protocol stand at the service.
        if (attributes.port !== undefined) this.#endpoint = new Endpoint(attributes);
        this.#endpoint?.service(attributes.name);
        return;
      case 'VulnerabilityDefinitions':
        this.#inDefinitions = true;
        return;
      default:
        (this.#endpoint ?? this.#node)?.open(name, attributes);
    }
  }

  close(name: string, text: string): void {
    if (name === 'node' || name === 'device') this.#closeNode();
    else if (name === 'endpoint') this.#closeEndpoint();
    else if (name === 'service' && this.#endpoint?.isSimple === true) this.#closeEndpoint();
    else if (name === 'VulnerabilityDefinitions') this.#inDefinitions = false;
    else if (this.#endpoint === undefined) this.#node?.close(name, text);
  }

  element(element: XmlElement): void {
    if (element.name === 'vulnerability' && this.#inDefinitions) {
      const definition = definitionOf(element);
      this.#held.define(definition.id, definition, definition.length, `line ${element.line}`);
      return;
    }
    this.#sink.sourceItem();
    const place = {
      target: this.#node?.target ?? { kind: 'OTHER', raw: '' },
      service: this.#endpoint?.identity,
    } as const;
    const test = element.name === 'test' ? testOf(element, place) : testOfSimple(element, place);
    this.#held.hold(test, test.length, test.where);
  }

  tooLarge(name: string, where: string): void {
    const isItem = !this.#inDefinitions;
    if (isItem) this.#sink.sourceItem();
    this.#sink.problem({
      code: 'ITEM_TOO_LARGE',
      message: `A <${name}> takes more than ${this.#limits.maxItemBytes} characters and was left out.`,
      where,
      dropsItem: isItem,
    });
  }

  /** What a test is about stands behind all hosts. */
  end(): void {
    for (const test of this.#held.release()) {
      const finding = findingOfTest(test, this.#held.definition(test.id), this.#sink);
      if (finding !== undefined) {
        this.#sink.finding(finding);
        continue;
      }
      this.#sink.problem({
        code: 'ROW_UNREADABLE',
        message: 'A test without the id of a vulnerability was left out.',
        where: test.where,
        dropsItem: true,
      });
    }
  }

  /** Times of Nexpose name no zone, so they are not read. */
  #scan({ name, status = 'finished' }: XmlAttributes): void {
    if (name !== undefined) this.#sink.scan({ policy: name.slice(0, 500) });
    if (status !== 'finished') this.#unfinished = `A scan's status is ${status.slice(0, 60)}.`;
  }

  #closeNode(): void {
    if (this.#node !== undefined) this.#sink.covered(this.#node.covered(this.#unfinished));
    this.#node = undefined;
  }

  #closeEndpoint(): void {
    const endpoint = this.#endpoint;
    this.#endpoint = undefined;
    if (endpoint === undefined || this.#node === undefined || endpoint.isSimple) return;
    this.#sink.sourceItem();
    this.#sink.finding(endpoint.finding(this.#node));
  }
}
