import type { Severity } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { given } from '../mapping/given.ts';
import { positiveOf, sourceDataOf, textOf } from '../mapping/json.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { Parse, ParseSink, RawFinding } from '../parser.ts';
import { readJsonItems } from '../readers/json/items.ts';
import type { JsonObject } from '../readers/json/value.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Hadolint' });
  const occurrences = new Occurrences();
  await readJsonItems(
    { source, limits, sink },
    { lists: [], formatName: 'Hadolint report' },
    {
      item: (value, where) =>
        reportItem(sink, { value, where, lacks: 'has no code' }, (item) =>
          findingOf(item, { where, sink, occurrences }),
        ),
    },
  );
  sink.covered({ target: { kind: 'REPOSITORY', raw: '' }, complete: true });
};

export default parse;

interface ResultContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly occurrences: Occurrences;
}

const usedFields: ReadonlySet<string> = new Set(['code', 'level', 'line', 'file', 'message']);

function findingOf(result: JsonObject, { where, sink, occurrences }: ResultContext): RawFinding | undefined {
  const ruleId = textOf(result.code);
  if (ruleId === undefined) return undefined;
  const word = textOf(result.level) ?? 'unknown';
  const severity: Severity =
    word.toLowerCase() === 'style' ? 'INFO' : severityOrProblem(sink, { word, where });
  const path = textOf(result.file);
  const message = textOf(result.message);
  // Rules of ShellCheck and those of style speak of quality; the others of how the image will be.
  const isQuality = ruleId.startsWith('SC') || severity === 'INFO';
  return {
    ...baseFinding({
      where,
      ruleId,
      title: message ?? ruleId,
      severity,
      sourceSeverity: word,
      target: { kind: 'REPOSITORY', raw: '' },
    }),
    resultClass: isQuality ? 'INFORMATIONAL' : 'EXPOSURE_SIGNAL',
    locations: [given({ path, line: positiveOf(result.line) })],
    sourceData: sourceDataOf(result, usedFields),
    ...given({ description: message, matcher: occurrences.matcher([ruleId, path]) }),
  };
}
