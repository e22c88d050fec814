import { baseFinding } from '../mapping/base-finding.ts';
import { confidenceOfWord } from '../mapping/confidence.ts';
import { given } from '../mapping/given.ts';
import { addCwe } from '../mapping/identifiers.ts';
import { arrayOf, fieldOf, objectOf, positiveOf, sourceDataOf, textOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { withoutSecrets } from '../mapping/secrets.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

const usedFields: ReadonlySet<string> = new Set([
  'severity',
  'confidence',
  'cwe',
  'rule_id',
  'details',
  'file',
  'code',
  'line',
]);

interface IssueContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly occurrences: Occurrences;
}

/** Turns one entry of `Issues` into a finding; undefined without rule and details. */
export function findingOf(
  issue: JsonObject,
  { where, sink, occurrences }: IssueContext,
): RawFinding | undefined {
  const details = textOf(issue.details);
  const ruleId = textOf(fieldOf(issue, 'rule_id')) ?? details;
  if (ruleId === undefined) return undefined;
  const word = textOf(issue.severity) ?? 'UNDEFINED';
  const path = textOf(issue.file);
  // G101 looks for credentials in code: what it shows is one.
  const shown = textOf(issue.code)?.slice(0, 8_000);
  const code = shown !== undefined && ruleId === 'G101' ? withoutSecrets(shown, quotedIn(shown)) : shown;
  const lines = linesOf(textOf(issue.line));
  const cwe = objectOf(issue.cwe);
  const cwes: number[] = [];
  addCwe(cwes, textOf(cwe.id) ?? textOf(cwe.ID) ?? '');
  const link = textOf(cwe.url) ?? textOf(cwe.URL);
  return {
    ...baseFinding({
      where,
      ruleId,
      title: details ?? ruleId,
      severity: severityOrProblem(sink, { word, where }),
      sourceSeverity: word,
      target: { kind: 'REPOSITORY', raw: '' },
    }),
    locations: [given({ path, line: lines.first, endLine: lines.last, snippet: code?.slice(0, 4_000) })],
    cwes,
    references: link === undefined ? [] : [link],
    sourceData: sourceDataOf(issue, usedFields),
    ...given({
      description: details,
      remediation: textOf(issue.autofix),
      evidence: code,
      confidence: confidenceOfWord(textOf(issue.confidence)),
      matcher: occurrences.matcher([ruleId, path], flaggedCode(code, lines)),
      sourceStatus: isSuppressed(issue) ? 'SUPPRESSED' : undefined,
    }),
  };
}

interface Lines {
  readonly first?: number;
  readonly last?: number;
}

/** "35" or "35-37". */
function linesOf(text: string | undefined): Lines {
  const [first, last] = (text ?? '').split('-', 2).map((part) => positiveOf(part));
  return given({ first, last: last ?? first });
}

/** `code` shows lines around the flagged ones, each as "35: text"; old versions show the flagged code alone. */
function flaggedCode(code: string | undefined, { first = 0, last = 0 }: Lines): string | undefined {
  if (code === undefined) return undefined;
  const shown: string[] = [];
  for (const line of code.split('\n')) {
    const [, number, text = ''] = /^\s*(\d+):(.*)$/.exec(line) ?? [];
    if (number !== undefined && Number(number) >= first && Number(number) <= last) shown.push(text);
  }
  return shown.length > 0 ? shown.join('\n') : code;
}

function quotedIn(code: string): string[] {
  return [...code.matchAll(/["'`]([^"'`\n]{3,500})["'`]/g)].map(([, text = '']) => text);
}

/** With `-track-suppressions` what `#nosec` and exclusions hide is written too. */
function isSuppressed(issue: JsonObject): boolean {
  return issue.nosec === true || arrayOf(issue.suppressions).length > 0;
}
