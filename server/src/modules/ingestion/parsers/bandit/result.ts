import { baseFinding } from '../mapping/base-finding.ts';
import { confidenceOfWord } from '../mapping/confidence.ts';
import { given } from '../mapping/given.ts';
import { addCwe } from '../mapping/identifiers.ts';
import { arrayOf, numberOf, objectOf, positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

const usedFields: ReadonlySet<string> = new Set([
  'code',
  'filename',
  'issue_severity',
  'issue_confidence',
  'issue_text',
  'line_number',
  'more_info',
]);

interface ResultContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly occurrences: Occurrences;
}

/** Turns one entry of `results` into a finding; undefined when neither id nor name of the test is there. */
export function findingOf(result: JsonObject, context: ResultContext): RawFinding | undefined {
  const id = textOf(result.test_id);
  const name = textOf(result.test_name);
  // The id alone says the check, but a list of forbidden calls shares one name among many ids, and people know both.
  const ruleId = [name, id].filter((part) => part !== undefined).join(':');
  if (ruleId === '') return undefined;
  const word = textOf(result.issue_severity) ?? 'UNDEFINED';
  const description = textOf(result.issue_text);
  const path = textOf(result.filename);
  const line = positiveOf(result.line_number);
  const code = textOf(result.code)?.slice(0, 8_000);
  const cwes: number[] = [];
  const cwe = objectOf(result.issue_cwe);
  for (const text of textsOf(cwe.id)) addCwe(cwes, text);
  const location = given({ path, line, endLine: lastLineOf(result), snippet: code?.slice(0, 4_000) });
  return {
    ...baseFinding({
      where: context.where,
      ruleId,
      title: description ?? name ?? ruleId,
      severity: severityOrProblem(context.sink, { word, where: context.where }),
      sourceSeverity: word,
      target: { kind: 'REPOSITORY', raw: '' },
    }),
    locations: [location],
    cwes,
    references: [textOf(result.more_info), textOf(cwe.link)].filter((url) => url !== undefined),
    sourceData: sourceDataOf(result, usedFields),
    ...given({
      description,
      evidence: code,
      confidence: confidenceOfWord(textOf(result.issue_confidence)),
      matcher: context.occurrences.matcher([ruleId, path], flaggedCode(code, result)),
    }),
  };
}

function lastLineOf(result: JsonObject): number | undefined {
  const lines = arrayOf(result.line_range).map(numberOf);
  return positiveOf(lines.at(-1) ?? null);
}

/** `code` shows lines around the flagged ones, each with its number in front; the numbers are taken off. */
function flaggedCode(code: string | undefined, result: JsonObject): string | undefined {
  if (code === undefined) return undefined;
  const flagged = new Set(arrayOf(result.line_range).map(numberOf).slice(0, 1_000));
  flagged.add(numberOf(result.line_number));
  const shown: string[] = [];
  const all: string[] = [];
  for (const line of code.split('\n')) {
    const [, number, text = line] = /^\s*(\d+)[ \t]?(.*)$/.exec(line) ?? [];
    all.push(text);
    if (number !== undefined && flagged.has(Number(number))) shown.push(text);
  }
  return (shown.length > 0 ? shown : all).join('\n');
}
