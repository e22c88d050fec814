import { Occurrences } from '../mapping/occurrences.ts';
import { utcOfIso } from '../mapping/time.ts';
import { webPlaceOf } from '../mapping/web-place.ts';
import type { Parse, ParseSink, SourceTarget } from '../parser.ts';
import { type ElementEvents, ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { reportComponent } from './component.ts';
import { findingOfFlaw } from './flaw.ts';

const parse: Parse = async (source, sink, limits) => {
  await readXml(
    { source, limits, sink, roots: ['detailedreport'], formatName: 'a detailed report of Veracode' },
    (position) => new ElementReader(new VeracodeEvents(sink), position, limits),
  );
};

export default parse;

const maxProse = 16_000;

/** Flaws stand under a weakness, that under a category; the prose of both stands before them. */
class VeracodeEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['flaw', 'component']);
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #target: SourceTarget = { kind: 'APPLICATION', raw: '' };
  #category: string | undefined;
  #cwe: string | undefined;
  #prose = { description: '', recommendation: '', weakness: '' };
  #into: 'description' | 'recommendation' | 'weakness' | undefined;
  readonly #scannedPages = new Map<string, SourceTarget>();

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'Veracode' });
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'detailedreport':
        this.#report(attributes);
        return;
      case 'static-analysis':
      case 'dynamic-analysis':
      case 'manual-analysis':
        this.#analysis(attributes);
        return;
      case 'module':
        this.#module(attributes);
        return;
      case 'category':
        this.#category = attributes.categoryname;
        this.#prose = { description: '', recommendation: '', weakness: '' };
        return;
      case 'desc':
        this.#into = 'description';
        return;
      case 'recommendations':
        this.#into = 'recommendation';
        return;
      case 'cwe':
        this.#cwe = attributes.cweid;
        this.#prose.weakness = '';
        return;
      case 'description':
        this.#into = this.#cwe === undefined ? undefined : 'weakness';
        return;
      case 'para':
      case 'bulletitem':
      case 'text':
        this.#text(attributes.text ?? '');
    }
  }

  close(name: string): void {
    if (name === 'desc' || name === 'recommendations' || name === 'description') this.#into = undefined;
    if (name === 'cwe') this.#cwe = undefined;
    if (name === 'detailedreport') this.#cover();
  }

  element(element: XmlElement): void {
    const context = { target: this.#target, occurrences: this.#occurrences, sink: this.#sink };
    if (element.name === 'component') {
      reportComponent(element, context);
      return;
    }
    this.#sink.sourceItem();
    const { description, recommendation, weakness } = this.#prose;
    const group = {
      cwe: this.#cwe,
      name: this.#category,
      description: weakness === '' ? description : weakness,
      recommendation,
    };
    const finding = findingOfFlaw(element, { ...context, group });
    if (finding !== undefined) this.#sink.finding(finding);
    else
      this.#drop(
        'ROW_UNREADABLE',
        'A flaw without issueid and category was left out.',
        `line ${element.line}`,
      );
  }

  tooLarge(name: string, where: string): void {
    this.#sink.sourceItem();
    this.#drop('ITEM_TOO_LARGE', `A <${name}> is longer than an item may be and was left out.`, where);
  }

  #drop(code: string, message: string, where: string): void {
    this.#sink.problem({ code, message, where, dropsItem: true });
  }

  #report({ app_name = '', version, policy_name, last_update_time = '' }: XmlAttributes): void {
    const raw = app_name.trim();
    this.#target = raw === '' ? { kind: 'APPLICATION', raw } : { kind: 'APPLICATION', raw, reference: raw };
    if (version !== undefined && version !== '') this.#sink.scan({ toolVersion: version.slice(0, 100) });
    if (policy_name !== undefined && policy_name !== '')
      this.#sink.scan({ policy: policy_name.slice(0, 200) });
    const finishedAt = utcOfIso(last_update_time);
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
  }

  #analysis({ submitted_date = '', published_date = '' }: XmlAttributes): void {
    const startedAt = utcOfIso(submitted_date);
    const finishedAt = utcOfIso(published_date);
    if (startedAt !== undefined) this.#sink.scan({ startedAt });
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
  }

  #module({ target_url = '', domain = '' }: XmlAttributes): void {
    const page = webPlaceOf(target_url) ?? webPlaceOf(domain);
    if (page !== undefined && this.#scannedPages.size < 10_000) {
      this.#scannedPages.set(page.target.origin ?? '', page.target);
    }
  }

  #text(text: string): void {
    if (this.#into === undefined || text.trim() === '') return;
    const before = this.#prose[this.#into];
    this.#prose[this.#into] = (before === '' ? text.trim() : `${before}\n\n${text.trim()}`).slice(
      0,
      maxProse,
    );
  }

  #cover(): void {
    if (this.#target.raw !== '') this.#sink.covered({ target: this.#target, complete: true });
    for (const target of this.#scannedPages.values()) this.#sink.covered({ target, complete: true });
  }
}
