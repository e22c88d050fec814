import { CoveredTargets } from '../mapping/covered-targets.ts';
import { given } from '../mapping/given.ts';
import { objectOf, textOf } from '../mapping/json.ts';
import { planOf } from '../mapping/json-plan.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOfPackage, findingOfRule, repository, ruleLists } from './violation.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Terrascan' });
  const events = new TerrascanEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

/** A scan of every kind of code lists each kind that the folder does not have; nothing is missing then. */
const absentKind = /\bnot found in\b|\bno \w[\w ]* found\b|\bhas no \w+/i;

class TerrascanEvents implements JsonEvents {
  readonly plan = planOf({
    items: [...ruleLists, 'vulnerabilities', 'scan_errors'].map((list) => `/results/${list}/*`),
    values: ['/results/scan_summary'],
  });
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  readonly #images: CoveredTargets;
  #isTerrascan = false;
  #unread = 0;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#images = new CoveredTargets(sink);
  }

  enter(pattern: string): void {
    if (pattern === '/results/violations') this.#isTerrascan = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/results/scan_summary') this.#summary(value);
    if (pattern === '/results/scan_errors/*') this.#scanError(value, where);
    const context = { where, sink: this.#sink, occurrences: this.#occurrences };
    const list = ruleLists.find((name) => pattern === `/results/${name}/*`);
    if (list !== undefined) {
      const lacks = 'has neither rule_id nor rule_name';
      reportItem(this.#sink, { value, where, lacks }, (item) => findingOfRule(item, list, context));
    }
    if (pattern !== '/results/vulnerabilities/*') return;
    reportItem(this.#sink, { value, where, lacks: 'has no vulnerability_id' }, (item) => {
      const finding = findingOfPackage(item, context);
      if (finding?.target.kind === 'CONTAINER_IMAGE') this.#images.add(finding.target);
      return finding;
    });
  }

  end(): void {
    if (!this.#isTerrascan) {
      throw new ReportError(
        'The file holds no "violations", so it is no Terrascan report. Run terrascan scan -o json.',
        { where: '/results' },
      );
    }
    const note = `${this.#unread} folders could not be read by Terrascan.`;
    this.#sink.covered(
      this.#unread === 0
        ? { target: repository, complete: true }
        : { target: repository, complete: false, note },
    );
  }

  #summary(value: JsonValue): void {
    const summary = objectOf(value);
    if (summary.policies_validated !== undefined) this.#isTerrascan = true;
    // Go's own form: "2025-03-09 10:22:33.123456789 +0000 UTC".
    const finishedAt = utcOfIso((textOf(summary.scanned_at) ?? '').replace(/ UTC$/, ''));
    this.#sink.scan(given({ finishedAt, policy: textOf(summary.iac_type)?.slice(0, 200) }));
  }

  #scanError(value: JsonValue, where: string): void {
    const { directory, errMsg } = objectOf(value);
    const said = textOf(errMsg)?.slice(0, 300) ?? 'no reason given';
    if (absentKind.test(said)) return;
    this.#unread += 1;
    this.#sink.problem({
      code: 'FILE_NOT_SCANNED',
      message: `Terrascan could not read ${textOf(directory)?.slice(0, 300) ?? 'a folder'} (${said}), so nothing is known about it.`,
      where,
      dropsItem: false,
    });
  }
}
