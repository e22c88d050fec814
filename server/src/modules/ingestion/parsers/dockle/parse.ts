import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { given } from '../mapping/given.ts';
import { sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { type Parse, type ParseSink, type RawFinding, ReportError, type SourceTarget } from '../parser.ts';
import { readGroupedJson } from '../readers/json/grouped.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Dockle' });
  // The image stands before the details, in old versions nowhere.
  const groups = [{ at: '', facts: ['image'], lists: ['details'] }];
  const summary = await readGroupedJson({ source, limits, sink }, groups, {
    item: (_list, value, where, facts) => {
      const target = targetOf(facts.get('image'));
      reportItem(sink, { value, where, lacks: 'has no code' }, (item) =>
        findingOf(item, { target, where, sink }),
      );
    },
    leave: (facts) => sink.covered({ target: targetOf(facts.get('image')), complete: true }),
  });
  if (summary.lists.has('/details')) return;
  throw new ReportError('The file holds no "details", so it is no Dockle report. Run dockle with -f json.', {
    where: '/details',
  });
};

export default parse;

function targetOf(image: JsonValue | undefined): SourceTarget {
  const raw = textOf(image)?.slice(0, 1_000) ?? '';
  return { kind: 'CONTAINER_IMAGE', raw, ...given({ reference: raw || undefined }) };
}

interface DetailContext {
  readonly target: SourceTarget;
  readonly where: string;
  readonly sink: ParseSink;
}

interface Level {
  readonly severity: Severity;
  readonly resultClass: ResultClass;
}

const levels: Readonly<Record<string, Level>> = {
  FATAL: { severity: 'HIGH', resultClass: 'EXPOSURE_SIGNAL' },
  WARN: { severity: 'MEDIUM', resultClass: 'EXPOSURE_SIGNAL' },
  INFO: { severity: 'LOW', resultClass: 'EXPOSURE_SIGNAL' },
  SKIP: { severity: 'INFO', resultClass: 'INFORMATIONAL' },
  IGNORE: { severity: 'INFO', resultClass: 'INFORMATIONAL' },
  PASS: { severity: 'INFO', resultClass: 'NEGATIVE_RESULT' },
};

const usedFields: ReadonlySet<string> = new Set(['code', 'title', 'level']);

function findingOf(detail: JsonObject, { target, where, sink }: DetailContext): RawFinding | undefined {
  const ruleId = textOf(detail.code);
  if (ruleId === undefined) return undefined;
  const word = textOf(detail.level) ?? 'unknown';
  const key = word.toUpperCase();
  const known = Object.hasOwn(levels, key) ? levels[key] : undefined;
  const title = textOf(detail.title) ?? ruleId;
  const alerts = textsOf(detail.alerts);
  return {
    ...baseFinding({
      where,
      ruleId,
      title,
      severity: known?.severity ?? severityOrProblem(sink, { word, where }),
      sourceSeverity: word,
      target,
    }),
    resultClass: known?.resultClass ?? 'EXPOSURE_SIGNAL',
    ...(key === 'IGNORE' ? { sourceStatus: 'SUPPRESSED' } : {}),
    sourceData: sourceDataOf(detail, usedFields),
    ...given({
      description: title,
      evidence: alerts.length === 0 ? undefined : alerts.join('\n').slice(0, 65_536),
    }),
  };
}
