import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { noteProblem } from '../mapping/draft.ts';
import { given } from '../mapping/given.ts';
import { fieldOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** Fields of the control and the section around a result, under the names of kube-bench. */
export type Surroundings = Readonly<Partial<Record<string, string>>>;

export interface CheckContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly control: Surroundings;
  readonly section: Surroundings;
  readonly occurrences: Occurrences;
}

const usedFields: ReadonlySet<string> = new Set([
  'test_number',
  'test_desc',
  'test_info',
  'remediation',
  'status',
  'actual_value',
]);

interface Outcome {
  readonly severity: Severity;
  readonly resultClass: ResultClass;
}

/** kube-bench rates nothing. WARN marks what it cannot check itself: a person has to look. */
const outcomes: Readonly<Record<string, Outcome>> = {
  FAIL: { severity: 'MEDIUM', resultClass: 'EXPOSURE_SIGNAL' },
  WARN: { severity: 'INFO', resultClass: 'INFORMATIONAL' },
  INFO: { severity: 'INFO', resultClass: 'INFORMATIONAL' },
  SKIP: { severity: 'INFO', resultClass: 'INFORMATIONAL' },
  PASS: { severity: 'INFO', resultClass: 'NEGATIVE_RESULT' },
};

/** Turns one result into a finding; undefined without the number of its test. */
export function findingOf(result: JsonObject, context: CheckContext): RawFinding | undefined {
  const { where, control, section, occurrences } = context;
  const ruleId = textOf(fieldOf(result, 'test_number'));
  if (ruleId === undefined) return undefined;
  const status = textOf(result.status) ?? '';
  const description = textOf(fieldOf(result, 'test_desc'));
  const { severity, resultClass } = outcomeOf(status, context);
  const evidence = [textOf(fieldOf(result, 'actual_value')), textOf(result.reason)].filter(
    (part) => part !== undefined,
  );
  const infos = textsOf(fieldOf(result, 'test_info')).join('\n\n');
  return {
    ...baseFinding({
      where,
      ruleId,
      title: description ?? `Test ${ruleId}`,
      severity,
      sourceSeverity: status,
      target: { kind: 'HOST', raw: '' },
    }),
    resultClass,
    tags: [control.node_type, control.version, section.desc].filter((tag) => tag !== undefined),
    sourceData: {
      ...sourceDataOf(result, usedFields),
      ...given({ control: control.text, section: section.section }),
    },
    ...given({
      description: infos === '' || infos === textOf(result.remediation) ? description : infos,
      remediation: textOf(result.remediation),
      evidence: evidence.length === 0 ? undefined : evidence.join('\n').slice(0, 65_536),
      matcher: occurrences.matcher([ruleId]),
    }),
  };
}

function outcomeOf(status: string, { sink, where }: CheckContext): Outcome {
  const outcome = Object.hasOwn(outcomes, status.toUpperCase()) ? outcomes[status.toUpperCase()] : undefined;
  if (outcome !== undefined) return outcome;
  noteProblem(sink, {
    code: 'STATUS_UNKNOWN',
    message: `The status "${status.slice(0, 100)}" is not known; the test was taken as failed.`,
    where,
  });
  return { severity: 'MEDIUM', resultClass: 'EXPOSURE_SIGNAL' };
}
