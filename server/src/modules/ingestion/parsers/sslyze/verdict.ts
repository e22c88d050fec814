import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** One thing that a scan command states of a server. SSLyze states facts; the severity is ours. */
export interface Verdict {
  readonly ruleId: string;
  readonly title: string;
  readonly resultClass: ResultClass;
  readonly severity: Severity;
  readonly cves?: readonly string[];
  readonly cwes?: readonly number[];
  readonly evidence?: string;
  readonly remediation?: string;
  readonly matcher?: string;
  readonly sourceData?: Readonly<Record<string, unknown>>;
}

interface Weakness {
  readonly title: string;
  readonly absent: string;
  readonly severity: Severity;
  readonly cves?: readonly string[];
  readonly cwes?: readonly number[];
  readonly remediation?: string;
}

/** A command that answers yes or no: a weakness, or the statement that it is not there. */
export function yesOrNo(ruleId: string, isWeak: boolean, weakness: Weakness): Verdict {
  const { title, absent, severity, ...rest } = weakness;
  return isWeak
    ? { ruleId, title, severity, resultClass: 'VULNERABILITY', ...rest }
    : { ruleId, title: absent, severity: 'INFO', resultClass: 'NEGATIVE_RESULT', ...rest };
}

export type Judge = (result: JsonObject, context: JudgeContext) => readonly Verdict[];

export interface JudgeContext {
  /** RFC 3339 of the scan, to tell whether a certificate had expired then; undefined when the report names none. */
  readonly scannedAt: string | undefined;
}
