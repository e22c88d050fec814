import { HeldRecords } from '../mapping/held-records.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { Parse, ParseLimits, ParseSink } from '../parser.ts';
import { type ElementEvents, ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { coverRanges } from './appendix.ts';
import { type Details, detailsOf } from './details.ts';
import { type Detection, detectionOf, detectionOfScan } from './detection.ts';
import { findingOfDetection } from './finding.ts';
import { QualysHost } from './host.ts';

/** A template of selected vulnerabilities lists every QID of it in one text. */
const maxSelectionLength = 8 * 1024 * 1024;
const maxChecks = 200_000;

const parse: Parse = async (source, sink, limits) => {
  const reading = {
    source,
    limits,
    sink,
    roots: ['ASSET_DATA_REPORT', 'SCAN', 'HOST_LIST_VM_DETECTION_OUTPUT'],
    formatName: 'a Qualys VM report',
    documentType: 'PASSED_OVER',
    longTexts: new Map([['SELECTIVE_VULNS', maxSelectionLength]]),
  } as const;
  const events = new QualysEvents(sink, limits);
  await readXml(reading, (position) => new ElementReader(events, position, limits));
  events.end();
};

export default parse;

interface Held {
  readonly detection: Detection;
  readonly host: QualysHost;
}

class QualysEvents implements ElementEvents {
  /** Items of the three formats, definitions, and address ranges of the appendix. */
  readonly whole: ReadonlySet<string> = new Set([
    'VULN_INFO',
    'DETECTION',
    'VULN',
    'PRACTICE',
    'INFO',
    'SERVICE',
    'VULN_DETAILS',
    'NO_VULNS',
  ]);
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #held = new HeldRecords<Held, Details>('the glossary');
  #host = new QualysHost('');
  #inHost = false;
  #category: XmlAttributes = {};
  #headerKey = '';

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    sink.scan({ toolName: 'Qualys' });
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'HOST' || (name === 'IP' && attributes.value !== undefined)) {
      this.#host = new QualysHost(attributes.value ?? '', attributes.name);
      this.#inHost = true;
    } else if (name === 'CAT') this.#category = attributes;
    else if (name === 'KEY') this.#headerKey = attributes.value ?? '';
  }

  close(name: string, text: string): void {
    if (name === 'HOST' || (name === 'IP' && this.#host.isScanHost)) {
      if (this.#inHost) this.#sink.covered({ target: this.#host.target, complete: true });
      this.#inHost = false;
      this.#host = new QualysHost('');
    } else if (this.#inHost) this.#host.field(name, text);
    else this.#header(name === 'KEY' ? this.#headerKey : name, text.trim());
  }

  element(element: XmlElement): void {
    switch (element.name) {
      case 'VULN_DETAILS':
        this.#define(element);
        return;
      case 'NO_VULNS':
        coverRanges(element, this.#sink);
        return;
      case 'VULN_INFO':
        this.#hold(element);
        return;
      case 'DETECTION':
        this.#report(detectionOf(element), this.#host, undefined);
        return;
      default:
        this.#report(detectionOfScan(element, this.#category), this.#host, detailsOf(element));
    }
  }

  tooLarge(name: string, where: string): void {
    const isItem = name !== 'VULN_DETAILS' && name !== 'NO_VULNS';
    if (isItem) this.#sink.sourceItem();
    this.#sink.problem({
      code: 'ITEM_TOO_LARGE',
      message: `A <${name}> takes more than ${this.#limits.maxItemBytes} characters and was left out.`,
      where,
      dropsItem: isItem,
    });
  }

  /** In an asset report the glossary with the titles and severities stands after all hosts. */
  end(): void {
    for (const { detection, host } of this.#held.release())
      this.#emit(detection, host, this.#held.definition(detection.qid));
  }

  #define(element: XmlElement): void {
    const details = detailsOf(element);
    this.#held.define(details.qid, details, details.length, `line ${element.line}`);
  }

  #hold(element: XmlElement): void {
    this.#sink.sourceItem();
    const detection = detectionOf(element);
    this.#held.hold({ detection, host: this.#host }, detection.length, detection.where);
  }

  #report(detection: Detection, host: QualysHost, details: Details | undefined): void {
    this.#sink.sourceItem();
    this.#emit(detection, host, details);
  }

  #emit(detection: Detection, host: QualysHost, details: Details | undefined): void {
    const finding = findingOfDetection(detection, { host, details, sink: this.#sink });
    if (finding !== undefined) {
      this.#sink.finding(finding);
      return;
    }
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'A detection without a QID was left out.',
      where: detection.where,
      dropsItem: true,
    });
  }

  #header(name: string, text: string): void {
    if (text === '') return;
    const time = utcOfIso(text);
    if (name === 'GENERATION_DATETIME' || name === 'DATETIME') {
      if (time !== undefined) this.#sink.scan({ finishedAt: time });
    } else if (name === 'DATE') {
      if (time !== undefined) this.#sink.scan({ startedAt: time });
    } else if (name === 'TEMPLATE' || name === 'OPTION_PROFILE' || name === 'OPTION_PROFILE_TITLE')
      this.#sink.scan({ policy: text.slice(0, 500) });
    else if (name === 'SELECTIVE_VULNS') this.#checksRun(text);
  }

  /** A template of selected QIDs reports on no others. */
  #checksRun(text: string): void {
    const checks = text.split(/[\s,]+/, maxChecks + 1).filter((id) => /^\d+$/.test(id));
    if (checks.length > 0 && checks.length <= maxChecks) this.#sink.scan({ checksRun: checks });
  }
}
