import { decodeReferences } from '../mapping/html.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { Parse, ParseSink } from '../parser.ts';
import {
  attributeOf,
  type ElementEvents,
  ElementReader,
  textIn,
  type XmlElement,
} from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { HostReporter } from './host.ts';

export const parseXml: Parse = async (source, sink, limits) => {
  await readXml(
    { source, limits, sink, roots: ['niktoscan'], formatName: 'a Nikto report', documentType: 'PASSED_OVER' },
    (position) => new ElementReader(new NiktoEvents(sink), position, limits),
  );
};

const usedFields: ReadonlySet<string> = new Set([
  'id',
  'method',
  'osvdbid',
  'osvdblink',
  'description',
  'uri',
  'namelink',
  'references',
]);

/** Each host's `<scandetails>` stands in a `<niktoscan>` of its own inside the first, in old versions in the first itself. */
class NiktoEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['item']);
  readonly #sink: ParseSink;
  #host: HostReporter | undefined;
  #errors = '';
  #hasEnd = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'niktoscan' && attributes.version !== undefined) {
      this.#sink.scan({ toolVersion: attributes.version.slice(0, 100) });
    } else if (name === 'statistics') this.#hasEnd = true;
    else if (name === 'scandetails') this.#openHost(attributes);
  }

  close(name: string): void {
    if (name !== 'scandetails') return;
    const note = this.#hasEnd
      ? undefined
      : 'The report has no statistics of this host: the scan was cut short.';
    const errors = /^[1-9]\d*$/.test(this.#errors) ? `${this.#errors} requests failed.` : undefined;
    this.#host?.covered(this.#hasEnd, note ?? errors);
    this.#host = undefined;
  }

  element(element: XmlElement): void {
    const host = this.#host ?? new HostReporter({ name: '', ip: '', port: '' }, this.#sink);
    const uri = textIn(element, 'uri');
    const link = textIn(element, 'namelink');
    host.item({
      where: `line ${element.line}`,
      id: attributeOf(element, 'id'),
      osvdb: attributeOf(element, 'osvdbid'),
      method: attributeOf(element, 'method'),
      // Both are encoded once more inside their CDATA.
      uri: uri === undefined ? undefined : decodeReferences(uri),
      link: link === undefined ? undefined : decodeReferences(link),
      message: textIn(element, 'description'),
      references: textIn(element, 'references'),
      sourceData: sourceDataOfElement(element, usedFields),
    });
  }

  tooLarge(_name: string, where: string): void {
    this.#sink.sourceItem();
    this.#sink.problem({
      code: 'ITEM_TOO_LARGE',
      message: 'An item is longer than an item may be and was left out.',
      where,
      dropsItem: true,
    });
  }

  #openHost(attributes: XmlAttributes): void {
    const { targethostname = '', targetip = '', targetport = '', sitename, siteip, errors = '' } = attributes;
    const site = [sitename, siteip].find((url) => /^https?:\/\//.test(url ?? ''));
    this.#host = new HostReporter(
      {
        name: targethostname,
        ip: targetip,
        port: targetport,
        ...(site === undefined ? {} : { site }),
      },
      this.#sink,
    );
    this.#errors = errors;
    this.#hasEnd = false;
  }
}
