import { baseFinding } from '../mapping/base-finding.ts';
import { given } from '../mapping/given.ts';
import { addCwe } from '../mapping/identifiers.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import type { RawFinding, SourceTarget } from '../parser.ts';
import type { FvdlIssue } from './fvdl-issue.ts';
import type { FvdlDefinitions } from './fvdl-rules.ts';
import { priorityOf, type Ratings } from './priority.ts';
import { proseOf } from './prose.ts';

export interface FvdlContext {
  readonly definitions: FvdlDefinitions;
  readonly target: SourceTarget;
  readonly occurrences: Occurrences;
  /** What an audit that lies beside the FVDL says of an instance. */
  readonly statusOf?: ((instanceId: string) => RawFinding['sourceStatus']) | undefined;
}

export function findingOfIssue(issue: FvdlIssue, context: FvdlContext): RawFinding {
  const { definitions, target, occurrences } = context;
  const text = definitions.text(issue.classId);
  const rule = definitions.rule(issue.classId);
  const places = issue.places.map((place) => (typeof place === 'string' ? definitions.node(place) : place));
  const locations = places.filter((place) => place !== undefined && Object.keys(place).length > 0);
  const snippet = definitions.snippet(issue.snippetId);
  const name = [issue.type, issue.subtype].filter((part) => part !== undefined).join(': ');
  const { confidence } = issue.ratings;
  const categories = [...(rule?.categories ?? [])].map(
    ([key, value]) => [key.replace(/^altcategory/, ''), value] as const,
  );
  return {
    ...baseFinding({
      where: issue.where,
      ruleId: issue.classId,
      title: name === '' ? issue.classId : name,
      severity: priorityOf({ ...issue.ratings, ...given(ratingsOfRule(issue.ratings, rule?.ratings)) }),
      sourceSeverity: issue.instanceSeverity ?? '',
      target,
    }),
    locations: locations.filter((place) => place !== undefined),
    cwes: cwesOf(rule?.categories.get('altcategoryCWE')),
    references: text?.references ?? [],
    tags: [issue.kingdom, issue.analyzer].filter((tag) => tag !== undefined),
    sourceData: given({
      type: issue.type,
      subtype: issue.subtype,
      function: issue.functionName,
      categories: Object.fromEntries(categories),
    }),
    ...given({
      description: joined(
        proseOf(text?.abstract, issue.definitions),
        proseOf(text?.explanation, issue.definitions),
      ),
      remediation: proseOf(text?.recommendations, issue.definitions),
      evidence: snippet,
      confidence: confidence === undefined || confidence > 5 || confidence < 0 ? undefined : confidence / 5,
      toolUniqueId: issue.instanceId,
      matcher:
        issue.instanceId === undefined
          ? occurrences.matcher([issue.classId], [locations[0]?.path, issue.functionName].join(' '))
          : undefined,
      sourceStatus: issue.instanceId === undefined ? undefined : context.statusOf?.(issue.instanceId),
    }),
  };
}

/** The rule's ratings, for those that the instance does not state itself. */
function ratingsOfRule(own: Ratings, rule: Ratings | undefined): Ratings {
  return {
    impact: own.impact ?? rule?.impact,
    probability: own.probability ?? rule?.probability,
    accuracy: own.accuracy ?? rule?.accuracy,
  };
}

/** "CWE ID 79, CWE ID 80" of the categories. */
export function cwesOf(text: string | undefined): number[] {
  const cwes: number[] = [];
  for (const [, id = ''] of (text ?? '').matchAll(/\bCWE(?:\s+ID)?[\s-]+(\d{1,6})\b/gi)) addCwe(cwes, id);
  return cwes;
}

export function joined(...parts: readonly (string | undefined)[]): string | undefined {
  const text = [...new Set(parts.filter((part) => part !== undefined))].join('\n\n');
  return text === '' ? undefined : text;
}
