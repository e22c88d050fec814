import { utcOfIso } from '../mapping/time.ts';
import type { Parse, ParseLimits, ParseSink, RawFinding } from '../parser.ts';
import {
  childOf,
  type ElementEvents,
  ElementReader,
  textIn,
  type XmlElement,
} from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { Hosts } from './hosts.ts';
import { findingOfResult } from './result.ts';

const parse: Parse = async (source, sink, limits) => {
  const reading = {
    source,
    limits,
    sink,
    roots: ['report', 'get_reports_response', 'get_results_response'],
    formatName: 'an OpenVAS report',
    documentType: 'PASSED_OVER',
  } as const;
  const events = new OpenVasEvents(sink, limits);
  await readXml(reading, (position) => new ElementReader(events, position, limits));
  events.end();
};

export default parse;

class OpenVasEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['result', 'host', 'result_count']);
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #hosts: Hosts;
  #found = 0;
  #inTask = 0;
  #isReport = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    this.#hosts = new Hosts(sink);
    sink.scan({ toolName: 'OpenVAS' });
  }

  open(name: string, _attributes: XmlAttributes): void {
    if (name === 'task') this.#inTask += 1;
    // A report of another tool has the same root element.
    if (name === 'results' || name === 'gmp' || name === 'omp' || name === 'report_format')
      this.#isReport = true;
  }

  close(name: string, text: string): void {
    const value = text.trim();
    switch (name) {
      case 'task':
        this.#inTask -= 1;
        return;
      case 'scan_start':
      case 'scan_end':
        this.#time(name, value);
        return;
      case 'scan_run_status':
        if (this.#inTask === 0) this.#hosts.status(value);
    }
  }

  element(element: XmlElement): void {
    if (element.name === 'result') this.#result(element);
    else if (element.name === 'host') this.#hosts.host(element);
    else this.#count(element);
  }

  tooLarge(name: string, where: string): void {
    if (name === 'result') this.#sink.sourceItem();
    this.#sink.problem({
      code: 'ITEM_TOO_LARGE',
      message: `A <${name}> takes more than ${this.#limits.maxItemBytes} characters and was left out.`,
      where,
      dropsItem: name === 'result',
    });
  }

  end(): void {
    if (!this.#isReport && this.#found === 0) {
      this.#sink.problem({
        code: 'NO_RESULTS_ELEMENT',
        message: 'The report has no list of results. If it should, export it with its details as XML.',
        where: 'line 1',
        dropsItem: false,
      });
    }
    this.#hosts.end(this.#found);
  }

  #result(element: XmlElement): void {
    this.#sink.sourceItem();
    this.#found += 1;
    this.#isReport = true;
    const finding: RawFinding | undefined = findingOfResult(element, this.#sink);
    if (finding !== undefined) {
      this.#hosts.seen(finding.target);
      this.#sink.finding(finding);
      return;
    }
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'A result that names neither a test (nvt) nor a title was left out.',
      where: `line ${element.line}`,
      dropsItem: true,
    });
  }

  /** How many results the filter of the report lets through: more than are here when it was exported in pages. */
  #count(element: XmlElement): void {
    const filtered = Number(textIn(element, 'filtered') ?? textIn(childOf(element, 'results'), 'filtered'));
    if (Number.isInteger(filtered)) this.#hosts.expected(filtered);
  }

  #time(name: 'scan_start' | 'scan_end', text: string): void {
    const time = utcOfIso(text);
    if (time !== undefined)
      this.#sink.scan(name === 'scan_start' ? { startedAt: time } : { finishedAt: time });
  }
}
