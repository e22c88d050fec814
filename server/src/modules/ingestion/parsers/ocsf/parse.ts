import { CoveredTargets } from '../mapping/covered-targets.ts';
import { objectOf, textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import type { Parse, ParseSink, RawFinding } from '../parser.ts';
import { readJsonItems } from '../readers/json/items.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { findingOfEvent } from './event.ts';

const lists = ['/Findings/*', '/findings/*', '/events/*'];

const parse: Parse = async (source, sink, limits) => {
  const events = new OcsfEvents(sink);
  await readJsonItems(
    { source, limits, sink },
    { lists, formatName: 'OCSF file', mayBeEmpty: true },
    {
      item: (value, where) =>
        reportItem(
          sink,
          {
            value,
            where,
            lacks: 'is no finding of OCSF (no finding_info, finding, compliance or vulnerabilities)',
          },
          (event) => events.finding(event, where),
        ),
    },
  );
  events.end();
};

export default parse;

/** Products whose file holds every result of a run, passed ones too, so that absence says something. */
const completeProducts: ReadonlySet<string> = new Set(['prowler']);
const maxChecks = 200_000;

class OcsfEvents {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  readonly #checks = new Set<string>();
  #product: string | undefined;
  #everyResult = true;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
  }

  finding(event: JsonObject, where: string): RawFinding | undefined {
    const finding = findingOfEvent(event, where, this.#sink);
    if (finding === undefined) return undefined;
    const { name, version } = objectOf(objectOf(event.metadata).product);
    const product = textOf(name) ?? textOf(objectOf(objectOf(event.metadata).product).vendor_name) ?? 'OCSF';
    const isComplete = completeProducts.has(product.toLowerCase());
    if (this.#product === undefined) {
      this.#product = product;
      const toolVersion = textOf(version)?.slice(0, 100);
      this.#sink.scan({
        toolName: product.slice(0, 200),
        ...(toolVersion === undefined ? {} : { toolVersion }),
      });
    }
    if (isComplete && this.#checks.size < maxChecks) this.#checks.add(finding.ruleId);
    if (!isComplete) this.#everyResult = false;
    const note = 'A stream of findings does not say which checks ran here.';
    this.#covered.add(finding.target, isComplete ? { complete: true } : { complete: false, note });
    return finding;
  }

  end(): void {
    if (this.#everyResult && this.#checks.size > 0) this.#sink.scan({ checksRun: [...this.#checks] });
  }
}
