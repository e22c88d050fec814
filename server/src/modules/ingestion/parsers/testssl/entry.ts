import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { nameHost, portOf, type TargetDraft } from '../mapping/host.ts';
import { addCve, addCwe } from '../mapping/identifiers.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';

/** An entry as every format gives it. `host` is "name/address" in flat JSON and CSV. */
export interface TestsslEntry {
  readonly where: string;
  readonly id?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly severity?: string | undefined;
  readonly finding?: string | undefined;
  readonly cve?: string | undefined;
  readonly cwe?: string | undefined;
  readonly hint?: string | undefined;
  readonly sourceData: Readonly<Record<string, unknown>>;
}

/** WARN: a test could not be made; DEBUG: left from a run with debugging; FATAL: the scan of this host ended. */
const ratings: ReadonlyMap<string, readonly [Severity, ResultClass]> = new Map([
  ['OK', ['INFO', 'NEGATIVE_RESULT']],
  ['INFO', ['INFO', 'INFORMATIONAL']],
  ['DEBUG', ['INFO', 'INFORMATIONAL']],
  ['WARN', ['INFO', 'INFORMATIONAL']],
  ['FATAL', ['INFO', 'INFORMATIONAL']],
]);

const maxCoveredTargets = 100_000;

/** Reports the entries of a file and the hosts they speak of; the three formats end here. */
export class EntryReporter {
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  readonly #covered = new Map<string, { target: SourceTarget; fault?: string }>();

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'testssl.sh' });
  }

  entry(entry: TestsslEntry): void {
    this.#sink.sourceItem();
    const finding = this.#findingOf(entry);
    if (finding !== undefined) {
      this.#sink.finding(finding);
      return;
    }
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'An entry without id was left out.',
      where: entry.where,
      dropsItem: true,
    });
  }

  /** A host that the report names, whatever was found on it. */
  host(host: string): SourceTarget {
    const target = targetOf(host);
    if (target.raw !== '' && this.#covered.size < maxCoveredTargets && !this.#covered.has(target.raw)) {
      this.#covered.set(target.raw, { target });
    }
    return target;
  }

  end(): void {
    for (const { target, fault } of this.#covered.values()) {
      this.#sink.covered(
        fault === undefined ? { target, complete: true } : { target, complete: false, note: fault },
      );
    }
  }

  #findingOf(entry: TestsslEntry): RawFinding | undefined {
    const { id, finding: text, severity: word = '', where } = entry;
    if (id === undefined) return undefined;
    const target = this.host(entry.host ?? '');
    const known = ratings.get(word.toUpperCase());
    const severity = known?.[0] ?? severityOrProblem(this.#sink, { word, where });
    const title = text === undefined ? id : `${id}: ${text}`;
    const finding = baseFinding({ where, ruleId: id, title, severity, sourceSeverity: word, target });
    finding.resultClass = known?.[1] ?? (severity === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY');
    const port = portOf(entry.port);
    if (port !== undefined) finding.service = { port, transport: 'tcp' };
    if (text !== undefined) finding.description = text;
    if (entry.hint !== undefined) finding.remediation = entry.hint;
    const matcher = this.#occurrences.matcher([target.hostname ?? target.raw, entry.port, id]);
    if (matcher !== undefined) finding.matcher = matcher;
    const cves: string[] = [];
    const cwes: number[] = [];
    for (const cve of (entry.cve ?? '').split(/[\s,]+/)) addCve(cves, cve);
    for (const cwe of (entry.cwe ?? '').split(/[\s,]+/)) addCwe(cwes, cwe);
    Object.assign(finding, { cves, cwes, sourceData: entry.sourceData });
    if (word.toUpperCase() === 'FATAL') this.#fault(target, text ?? 'The scan ended with a fatal problem.');
    return finding;
  }

  #fault(target: SourceTarget, fault: string): void {
    if (this.#covered.has(target.raw)) this.#covered.set(target.raw, { target, fault: fault.slice(0, 500) });
  }
}

/** "shop.example/192.0.2.1", a name or an address alone; "/" where testssl.sh had no host yet. */
function targetOf(host: string): SourceTarget {
  const [name = '', address = ''] = host.trim().split('/');
  const target: TargetDraft = { kind: 'HOST', raw: [name, address].filter((part) => part !== '').join('/') };
  const given: TargetDraft = { kind: 'HOST', raw: address };
  nameHost(target, unbracketed(name));
  nameHost(given, unbracketed(address));
  if (given.ip !== undefined) target.ip ??= given.ip;
  if (target.ip === undefined && target.hostname === undefined && given.hostname !== undefined) {
    target.hostname = given.hostname;
  }
  return target;
}

function unbracketed(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
