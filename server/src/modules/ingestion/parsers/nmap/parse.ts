import { utcOfEpochSeconds } from '../mapping/time.ts';
import type { Parse, ParseLimits, ParseSink } from '../parser.ts';
import { type ElementEvents, ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { NmapHost } from './host.ts';
import { reportPort } from './port.ts';
import { reportScript, type ScriptPlace } from './script.ts';

const parse: Parse = async (source, sink, limits) => {
  const reading = {
    source,
    limits,
    sink,
    roots: ['nmaprun'],
    formatName: 'an Nmap report (-oX)',
    documentType: 'PASSED_OVER',
  } as const;
  await readXml(reading, (position) => new ElementReader(new NmapEvents(sink, limits), position, limits));
};

export default parse;

const nowhere = { kind: 'OTHER', raw: '' } as const;

class NmapEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['port', 'script']);
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  #host: NmapHost | undefined;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'nmaprun':
        this.#run(attributes);
        return;
      case 'finished':
        this.#finished(attributes);
        return;
      case 'host':
        this.#host = new NmapHost(attributes);
        return;
      default:
        this.#host?.open(name, attributes);
    }
  }

  close(name: string): void {
    if (name !== 'host' || this.#host === undefined) return;
    this.#sink.covered(this.#host.covered());
    this.#host = undefined;
  }

  element(element: XmlElement): void {
    if (element.name === 'script') {
      reportScript(element, { ...this.#place(), onPort: false });
      return;
    }
    if (this.#host !== undefined) reportPort(element, this.#host, this.#place());
  }

  tooLarge(name: string, where: string): void {
    this.#sink.sourceItem();
    this.#sink.problem({
      code: 'ITEM_TOO_LARGE',
      message: `A <${name}> takes more than ${this.#limits.maxItemBytes} characters and was left out.`,
      where,
      dropsItem: true,
    });
  }

  #place(): Omit<ScriptPlace, 'onPort' | 'service'> {
    const host = this.#host;
    return {
      target: host?.target ?? nowhere,
      seenAt: host?.seenAt,
      maxTextLength: this.#limits.maxTextLength,
      sink: this.#sink,
    };
  }

  #run({ scanner, version, args, start = '' }: XmlAttributes): void {
    const startedAt = utcOfEpochSeconds(start);
    this.#sink.scan({
      toolName: scanner === undefined || scanner === 'nmap' ? 'Nmap' : scanner.slice(0, 100),
      ...(version === undefined ? {} : { toolVersion: version.slice(0, 100) }),
      ...(args === undefined ? {} : { policy: args.slice(0, 500) }),
      ...(startedAt === undefined ? {} : { startedAt }),
    });
  }

  #finished({ time = '' }: XmlAttributes): void {
    const finishedAt = utcOfEpochSeconds(time);
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
  }
}
