import { SaxesParser } from 'saxes';
import { type ParseLimits, type ParseSink, ReportError } from '../../parser.ts';
import { textWindows, windowLength } from '../text/windows.ts';
import { chooseXmlEncoding } from './declaration.ts';

/** Attribute values by name as written; the object has no prototype, so that a name such as `__proto__` is only a name. */
export type XmlAttributes = Readonly<Record<string, string>>;

/** Events in document order. Names are local: a namespace prefix is taken off. */
export interface XmlEvents {
  /** `before` is the character data between the last tag and this one. */
  open(name: string, attributes: XmlAttributes, before: string): void;
  /** `text` is the character data since the last tag, decoded; for an element without children that is all of it. */
  close(name: string, text: string): void;
}

export interface XmlReading {
  readonly source: AsyncIterable<Uint8Array>;
  readonly limits: ParseLimits;
  readonly sink: Pick<ParseSink, 'problem'>;
  /** Local names that the root element may have. */
  readonly roots: readonly string[];
  /** How a person calls the format, for sentences: "a .nessus file". */
  readonly formatName: string;
  /** Elements whose text may be longer than `limits.maxTextLength`, with the length each may have. */
  readonly longTexts?: ReadonlyMap<string, number>;
  /**
   * For formats whose tool writes a document type (Nmap, Qualys, Burp, Nikto …): it is passed over unread, nothing is fetched and
   * nothing it declares has effect. One that declares entities is refused all the same.
   */
  readonly documentType?: 'PASSED_OVER';
}

/** Where the reader stands; ask while handling an event. */
export interface XmlPosition {
  readonly line: number;
}

const maxAttributes = 1_000;
const maxNames = 10_000;
/** Numeric character references are refused above this many plus one for each 16 characters read. */
const freeNumericReferences = 200_000;
const charactersPerNumericReference = 16;

/**
 * Streams XML to `events`. No document type, no entity but the five of XML, no external anything, no tree in memory.
 * @throws ReportError when the XML is not well formed, cut off, has another root, or crosses a bound.
 */
export async function readXml(
  reading: XmlReading,
  bind: (position: XmlPosition) => XmlEvents,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false });
  const reader = new XmlEventReader(parser, reading);
  reader.bind(bind(parser));
  for await (const window of textWindows(reading.source, chooseXmlEncoding)) reader.write(window);
  reader.end();
}

class XmlEventReader {
  readonly #parser: SaxesParser;
  readonly #reading: XmlReading;
  readonly #localNames = new Map<string, string>();
  #depth = 0;
  #text = '';
  #attributeCount = 0;
  #read = 0;
  #numericReferences = 0;
  #endsWithAmpersand = false;
  /** Characters of whole windows since the last tag. */
  #sinceTag = 0;

  constructor(parser: SaxesParser, reading: XmlReading) {
    this.#parser = parser;
    this.#reading = reading;
  }

  bind(events: XmlEvents): void {
    const parser = this.#parser;
    const append = (text: string): void => {
      this.#text = this.#text === '' ? text : this.#text + text;
    };
    parser.on('text', append);
    parser.on('cdata', append);
    parser.on('attribute', () => this.#attribute());
    parser.on('opentag', ({ name, attributes }) => {
      const before = this.#text;
      this.#open();
      const local = this.#localName(name);
      events.open(local, attributes, this.#bounded(before, local));
    });
    parser.on('closetag', ({ name }) => this.#close(this.#localName(name), events));
    parser.on('doctype', (text) => this.#documentType(text));
    parser.on('error', (error) => {
      throw this.#notWellFormed(error.message);
    });
  }

  write(window: string): void {
    this.#read += window.length;
    this.#countNumericReferences(window);
    this.#sinceTag += window.length;
    if (this.#sinceTag > this.#reading.limits.maxItemBytes + windowLength) {
      throw new ReportError(
        `A single text, comment or tag near line ${this.#parser.line} is longer than ${this.#reading.limits.maxItemBytes} characters.`,
        { code: 'PAYLOAD_TOO_LARGE', where: this.#where() },
      );
    }
    this.#parser.write(window);
  }

  end(): void {
    if (this.#read === 0) throw new ReportError('The file is empty: it holds no XML document.');
    this.#parser.close();
  }

  #documentType(text: string): void {
    const entities = text.includes('<!ENTITY');
    if (this.#reading.documentType === 'PASSED_OVER' && !entities) {
      this.#sinceTag = 0;
      return;
    }
    throw new ReportError(
      `The XML carries a DOCTYPE${entities ? ' that declares entities' : ''}, which no scanner report needs and which is never read. Export the report again without it.`,
      { where: this.#where() },
    );
  }

  #attribute(): void {
    this.#attributeCount += 1;
    if (this.#attributeCount <= maxAttributes) return;
    throw new ReportError(
      `An element at line ${this.#parser.line} has more than ${maxAttributes} attributes.`,
      {
        code: 'PAYLOAD_TOO_LARGE',
        where: this.#where(),
      },
    );
  }

  #open(): void {
    this.#text = '';
    this.#attributeCount = 0;
    this.#sinceTag = 0;
    this.#depth += 1;
    const { maxDepth } = this.#reading.limits;
    if (this.#depth <= maxDepth) return;
    throw new ReportError(
      `The XML is nested deeper than ${maxDepth} elements at line ${this.#parser.line}.`,
      {
        code: 'PAYLOAD_TOO_LARGE',
        where: this.#where(),
      },
    );
  }

  #close(name: string, events: XmlEvents): void {
    this.#depth -= 1;
    this.#sinceTag = 0;
    const text = this.#text;
    this.#text = '';
    events.close(name, this.#bounded(text, name));
  }

  #bounded(text: string, name: string): string {
    return text.length > this.#reading.limits.maxTextLength ? this.#cut(name, text) : text;
  }

  #cut(name: string, text: string): string {
    const allowed = this.#reading.longTexts?.get(name) ?? this.#reading.limits.maxTextLength;
    if (text.length <= allowed) return text;
    this.#reading.sink.problem({
      code: 'FIELD_TRUNCATED',
      message: `The text of <${name}> is ${text.length} characters long; the first ${allowed} were kept.`,
      where: this.#where(),
      dropsItem: false,
    });
    return text.slice(0, allowed).toWellFormed();
  }

  #localName(name: string): string {
    const known = this.#localNames.get(name);
    if (known !== undefined) return known;
    if (this.#localNames.size === 0) this.#checkRoot(name);
    if (this.#localNames.size >= maxNames) {
      throw new ReportError(
        `The XML uses more than ${maxNames} element names, so it is not ${this.#reading.formatName}.`,
        {
          code: 'PAYLOAD_TOO_LARGE',
          where: this.#where(),
        },
      );
    }
    const local = name.slice(name.indexOf(':') + 1);
    this.#localNames.set(name, local);
    return local;
  }

  #checkRoot(name: string): void {
    const local = name.slice(name.indexOf(':') + 1);
    if (this.#reading.roots.includes(local)) return;
    const expected = this.#reading.roots.map((root) => `<${root}>`).join(' or ');
    throw new ReportError(
      `The XML starts with <${local.slice(0, 100)}>, but ${this.#reading.formatName} starts with ${expected}.`,
      { where: this.#where() },
    );
  }

  #countNumericReferences(window: string): void {
    if (this.#endsWithAmpersand && window.startsWith('#')) this.#numericReferences += 1;
    for (let at = window.indexOf('&#'); at !== -1; at = window.indexOf('&#', at + 2))
      this.#numericReferences += 1;
    this.#endsWithAmpersand = window.endsWith('&');
    if (this.#numericReferences <= freeNumericReferences + this.#read / charactersPerNumericReference) return;
    throw new ReportError(
      `The XML consists mostly of numeric character references (${this.#numericReferences} by line ${this.#parser.line}). Export the report again as UTF-8.`,
      { code: 'PAYLOAD_TOO_LARGE', where: this.#where() },
    );
  }

  #notWellFormed(message: string): ReportError {
    const { line } = this.#parser;
    const reason = message.replace(/^.*?\d+:\d+: /s, '').slice(0, 200);
    const unclosed = /^unclosed tag: (.*)$/s.exec(reason)?.[1];
    if (unclosed !== undefined || reason === 'unexpected end.') {
      const open = unclosed === undefined ? '' : ` inside <${unclosed}>`;
      return new ReportError(`The report is cut off: it ends at line ${line}${open}. Export it again.`, {
        where: this.#where(),
      });
    }
    return new ReportError(`The XML is not well formed at line ${line}: ${reason}`, { where: this.#where() });
  }

  #where(): string {
    return `line ${this.#parser.line}`;
  }
}
