import { utcOfIso } from '../mapping/time.ts';
import type { Parse, ParseSink } from '../parser.ts';
import { readXml, type XmlAttributes, type XmlEvents, type XmlPosition } from '../readers/xml/reader.ts';
import { alertFields, instanceFields } from './alert.ts';
import { SiteReporter } from './site.ts';

const maxInstances = 100_000;
const maxTags = 1_000;

export const parseXml: Parse = async (source, sink, limits) => {
  const reading = { source, limits, sink, roots: ['OWASPZAPReport'], formatName: 'a ZAP report' };
  await readXml(reading, (position) => new ZapXmlEvents(sink, position));
};

class ZapXmlEvents implements XmlEvents {
  readonly #sink: ParseSink;
  readonly #position: XmlPosition;
  #created: string | undefined;
  #site: SiteReporter | undefined;
  #fields: Record<string, string> | undefined;
  #where = '';
  #instances: Record<string, string>[] = [];
  #instance: Record<string, string> | undefined;
  #tags: string[] = [];

  constructor(sink: ParseSink, position: XmlPosition) {
    this.#sink = sink;
    this.#position = position;
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'OWASPZAPReport':
        this.#report(attributes);
        return;
      case 'site':
        this.#openSite(attributes);
        return;
      case 'alertitem':
        this.#fields = {};
        this.#where = `line ${this.#position.line}`;
        this.#instances = [];
        this.#tags = [];
        return;
      case 'instance':
        if (this.#fields !== undefined) this.#instance = {};
    }
  }

  close(name: string, text: string): void {
    if (name === 'alertitem') this.#closeAlert();
    else if (name === 'site') this.#closeSite();
    else if (name === 'instance') this.#closeInstance();
    else if (this.#instance !== undefined) {
      if (instanceFields.has(name)) this.#instance[name] = text;
    } else if (this.#fields !== undefined) this.#field(name, text);
  }

  #report(attributes: XmlAttributes): void {
    if (attributes.version !== undefined) this.#sink.scan({ toolVersion: attributes.version.slice(0, 100) });
    this.#created = utcOfIso(attributes.created ?? '');
    if (this.#created !== undefined) this.#sink.scan({ finishedAt: this.#created });
  }

  #openSite({ name = '', host = '', port = '', ssl }: XmlAttributes): void {
    this.#site = new SiteReporter({ name, host, port, ssl: ssl === 'true' }, this.#created, this.#sink);
  }

  #closeSite(): void {
    this.#site?.covered();
    this.#site = undefined;
  }

  #field(name: string, text: string): void {
    if (this.#fields === undefined) return;
    if (alertFields.has(name)) this.#fields[name] = text;
    else if (name === 'tag' && text.trim() !== '' && this.#tags.length < maxTags)
      this.#tags.push(text.trim().slice(0, 200));
    // Before instances existed an alert item held one place itself.
    else if (instanceFields.has(name)) {
      const [place = {}] = this.#instances;
      place[name] = text;
      this.#instances[0] = place;
    }
  }

  #closeInstance(): void {
    if (this.#instance !== undefined && this.#instances.length < maxInstances)
      this.#instances.push(this.#instance);
    this.#instance = undefined;
  }

  #closeAlert(): void {
    const fields = this.#fields;
    this.#fields = undefined;
    if (fields === undefined) return;
    const site =
      this.#site ?? new SiteReporter({ name: '', host: '', port: '', ssl: false }, this.#created, this.#sink);
    site.alert({ fields, instances: this.#instances, tags: this.#tags, where: this.#where });
    this.#instances = [];
  }
}
