import { HeldRecords } from '../mapping/held-records.ts';
import { Ratings } from '../mapping/unrated.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type ElementEvents, ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { findingOfResult } from './result.ts';
import { definitionOf, type RuleDefinition } from './rule.ts';
import { TestRun } from './run.ts';

const parse: Parse = async (source, sink, limits) => {
  const reading = {
    source,
    limits,
    sink,
    roots: ['Benchmark', 'TestResult', 'asset-report-collection'],
    formatName: 'an XCCDF result',
    documentType: 'PASSED_OVER',
  } as const;
  const events = new XccdfEvents(sink);
  await readXml(reading, (position) => new ElementReader(events, position, limits));
  events.end();
};

export default parse;

class XccdfEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['Rule', 'rule-result']);
  readonly leaveOut: ReadonlySet<string> = new Set(['check', 'complex-check']);
  readonly #sink: ParseSink;
  readonly #ratings: Ratings;
  readonly #rules = new HeldRecords<never, RuleDefinition>('the rules');
  readonly #groups: string[] = [];
  readonly #profiles = new Map<string, string>();
  #profile: string | undefined;
  #run: TestRun | undefined;
  #runs = 0;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#ratings = new Ratings(sink);
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'TestResult') {
      this.#runs += 1;
      this.#run = new TestRun(attributes);
    } else if (this.#run !== undefined) this.#run.open(name, attributes);
    else if (name === 'Group') this.#groups.push(attributes.id ?? '');
    else if (name === 'Profile') this.#profile = attributes.id;
  }

  close(name: string, text: string): void {
    if (name === 'TestResult') this.#closeRun();
    else if (this.#run !== undefined) this.#run.close(name, text);
    else if (name === 'Group') this.#groups.pop();
    else if (name === 'Profile') this.#profile = undefined;
    else if (name === 'title' && this.#profile !== undefined && this.#profiles.size < 1_000) {
      this.#profiles.set(this.#profile, text.trim().slice(0, 500));
    }
  }

  element(element: XmlElement): void {
    if (element.name === 'Rule') this.#rule(element);
    else this.#result(element);
  }

  tooLarge(name: string, where: string): void {
    const dropsItem = name === 'rule-result';
    if (dropsItem) this.#sink.sourceItem();
    const message = `A ${name} is larger than can be read and was left out.`;
    this.#sink.problem({ code: 'ITEM_TOO_LARGE', message, where, dropsItem });
  }

  end(): void {
    if (this.#runs === 0) {
      throw new ReportError(
        'The file holds rules but no TestResult. Upload the result of a scan (oscap xccdf eval --results or --results-arf).',
        { where: 'line 1' },
      );
    }
    this.#ratings.end('XCCDF rates a rule as unknown unless its author says otherwise.');
  }

  #rule(element: XmlElement): void {
    const id = element.attributes.id ?? '';
    const { definition, length } = definitionOf(element, this.#groups.at(-1));
    if (id !== '') this.#rules.define(id, definition, length, `line ${element.line}`);
  }

  #result(element: XmlElement): void {
    this.#sink.sourceItem();
    const run = this.#run;
    const idref = element.attributes.idref?.trim() ?? '';
    const where = `line ${element.line}`;
    if (run === undefined || idref === '') {
      const message = 'A rule-result without idref or outside a TestResult was left out.';
      this.#sink.problem({ code: 'ROW_UNREADABLE', message, where, dropsItem: true });
      return;
    }
    const rule = this.#rules.definition(idref);
    const finding = findingOfResult(element, { idref, rule, run, ratings: this.#ratings });
    run.note(finding.ruleId, finding.resultClass);
    this.#sink.finding(finding);
  }

  #closeRun(): void {
    const run = this.#run;
    this.#run = undefined;
    if (run === undefined) return;
    const { profile, ...meta } = run.meta(this.#runs === 1);
    const policy = profile === undefined ? undefined : (this.#profiles.get(profile) ?? profile);
    this.#sink.scan(policy === undefined ? meta : { ...meta, policy: policy.slice(0, 500) });
    this.#sink.covered(run.covered());
  }
}
