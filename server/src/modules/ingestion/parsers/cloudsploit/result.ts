import type { Severity } from '../../../../kernel/severity.ts';
import { classOfOutcome } from '../mapping/check-outcome.ts';
import { CoveredTargets } from '../mapping/covered-targets.ts';
import { findingOf, statedText } from '../mapping/finding.ts';
import { sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOfWord } from '../mapping/severity.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

const mappedFields: ReadonlySet<string> = new Set([
  'title',
  'description',
  'message',
  'plugin',
  'resource',
  'region',
]);
const maxChecks = 200_000;

/** CloudSploit rates no check: what fails counts as high, what warns as medium. Numbers are its exit codes. */
const severityOfStatus: Readonly<Record<string, Severity>> = {
  OK: 'INFO',
  WARN: 'MEDIUM',
  FAIL: 'HIGH',
  UNKNOWN: 'LOW',
};
const statusOfCode: Readonly<Record<string, string>> = {
  '0': 'OK',
  '1': 'WARN',
  '2': 'FAIL',
  '3': 'UNKNOWN',
};

export class CloudSploitResults {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  readonly #checks = new Set<string>();

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
    sink.scan({ toolName: 'CloudSploit' });
  }

  /** Undefined without plugin and title. */
  finding(result: JsonObject, where: string): RawFinding | undefined {
    const title = textOf(result.title);
    const ruleId = textOf(result.plugin) ?? title;
    if (ruleId === undefined) return undefined;
    const stated = textOf(result.status)?.toUpperCase() ?? '';
    const status = statusOfCode[stated] ?? stated;
    const word = textOf(result.severity);
    const raw = statedText(textOf(result.resource)) ?? '';
    const region = textOf(result.region);
    const rated = word === undefined ? undefined : severityOfWord(word);
    if (this.#checks.size < maxChecks && status !== 'UNKNOWN') this.#checks.add(ruleId);
    const target = raw === '' ? ({ kind: 'CLOUD_RESOURCE', raw } as const) : resource(raw);
    this.#covered.add(target, status === 'UNKNOWN' ? { complete: false } : { complete: true });
    return findingOf({
      where,
      ruleId,
      title: title ?? ruleId,
      severity: rated ?? severityOfStatus[status] ?? 'MEDIUM',
      sourceSeverity: word ?? status,
      resultClass: classOfOutcome(status) ?? 'INFORMATIONAL',
      evidenceClass: 'DIRECT',
      target,
      description: textOf(result.description),
      remediation: textOf(result.recommended_action) ?? textOf(result.remediation),
      references: textsOf(result.link),
      evidence: textOf(result.message),
      matcher: region,
      tags: textsOf(result.category),
      sourceData: sourceDataOf(result, mappedFields),
    });
  }

  end(): void {
    if (this.#checks.size > 0) this.#sink.scan({ checksRun: [...this.#checks] });
  }
}

function resource(raw: string) {
  return { kind: 'CLOUD_RESOURCE', raw, reference: raw } as const;
}
