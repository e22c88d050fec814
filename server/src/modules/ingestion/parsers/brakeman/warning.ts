import type { Severity } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { confidenceOfWord } from '../mapping/confidence.ts';
import { addCvesIn } from '../mapping/cve-text.ts';
import { given } from '../mapping/given.ts';
import { addCwe } from '../mapping/identifiers.ts';
import { fieldOf, objectOf, positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

const usedFields: ReadonlySet<string> = new Set([
  'warning_type',
  'check_name',
  'fingerprint',
  'message',
  'file',
  'line',
  'link',
  'code',
  'confidence',
  'cwe_id',
]);

interface WarningContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly occurrences: Occurrences;
  /** From the list of warnings that a person told Brakeman to ignore. */
  readonly ignored: boolean;
}

/** Turns a warning into a finding; undefined without type and check. */
export function findingOf(warning: JsonObject, context: WarningContext): RawFinding | undefined {
  const { where, sink, occurrences, ignored } = context;
  const type = textOf(fieldOf(warning, 'warning_type'));
  const ruleId = textOf(fieldOf(warning, 'check_name')) ?? type;
  if (ruleId === undefined) return undefined;
  const word = textOf(warning.confidence) ?? 'unknown';
  const message = textOf(warning.message);
  const path = textOf(warning.file);
  const code = textOf(warning.code)?.slice(0, 8_000);
  const fingerprint = textOf(warning.fingerprint);
  const scope = objectOf(warning.location);
  const within = [textOf(scope.class), textOf(scope.method)].filter((part) => part !== undefined).join('#');
  const cwes: number[] = [];
  const cves: string[] = [];
  for (const cwe of textsOf(fieldOf(warning, 'cwe_id'))) addCwe(cwes, cwe);
  addCvesIn(cves, message);
  return {
    ...baseFinding({
      where,
      ruleId,
      title: type === undefined ? (message ?? ruleId) : `${type}${within === '' ? '' : ` in ${within}`}`,
      severity: severityOf(word, where, sink),
      sourceSeverity: word,
      target: { kind: 'REPOSITORY', raw: '' },
    }),
    locations:
      path === undefined
        ? []
        : [{ path, ...given({ line: positiveOf(warning.line), snippet: code?.slice(0, 4_000) }) }],
    cwes,
    cves,
    references: textsOf(warning.link).slice(0, 10),
    tags: type === undefined ? [] : [type],
    sourceData: sourceDataOf(warning, usedFields),
    ...given({
      description: message,
      evidence: code,
      confidence: confidenceOfWord(word),
      toolUniqueId: fingerprint,
      matcher: occurrences.matcher([ruleId, path], fingerprint ?? code ?? within),
      sourceStatus: ignored ? 'SUPPRESSED' : undefined,
    }),
  };
}

/** Brakeman rates how sure it is and nothing else; that is what its users sort by. */
function severityOf(word: string, where: string, sink: ParseSink): Severity {
  return /^weak$/i.test(word) ? 'LOW' : severityOrProblem(sink, { word, where });
}
