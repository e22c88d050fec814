import { referencesOf } from '../mapping/advisory.ts';
import { findingOf } from '../mapping/finding.ts';
import { given } from '../mapping/given.ts';
import { objectOf, positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { Ratings } from '../mapping/unrated.ts';
import { type Parse, type RawFinding, ReportError } from '../parser.ts';
import { readJsonItems } from '../readers/json/items.ts';
import type { JsonObject } from '../readers/json/value.ts';

const target = { kind: 'REPOSITORY', raw: '' } as const;

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'tfsec' });
  const context = { ratings: new Ratings(sink), occurrences: new Occurrences() };
  let items = 0;
  let findings = 0;
  await readJsonItems(
    { source, limits, sink },
    { lists: ['/results/*'], formatName: 'report of tfsec' },
    {
      item: (value, where) => {
        items += 1;
        reportItem(sink, { value, where, lacks: 'has no rule_id' }, (result) => {
          const finding = findingOfResult(result, where, context);
          if (finding !== undefined) findings += 1;
          return finding;
        });
      },
    },
  );
  if (items > 0 && findings === 0) {
    throw new ReportError(`None of the ${items} entries has a rule_id, so this is no report of tfsec.`, {
      where: '/results',
    });
  }
  context.ratings.end('tfsec before 0.30 rates nothing.');
  sink.covered({ target, complete: true });
};

export default parse;

const mappedFields: ReadonlySet<string> = new Set([
  'rule_id',
  'rule_description',
  'description',
  'impact',
  'resolution',
  'links',
  'link',
  'severity',
  'location',
  'resource',
]);

function findingOfResult(
  result: JsonObject,
  where: string,
  { ratings, occurrences }: { ratings: Ratings; occurrences: Occurrences },
): RawFinding | undefined {
  const ruleId = textOf(result.rule_id) ?? textOf(result.long_id);
  if (ruleId === undefined) return undefined;
  const location = objectOf(result.location);
  const path = textOf(location.filename);
  const resource = textOf(result.resource);
  const word = textOf(result.severity);
  const status = textOf(result.status);
  const isPassed = result.passed === true || status === '1' || status === 'passed';
  const isIgnored = status === '2' || status === 'ignored';
  const place = given({ line: positiveOf(location.start_line), endLine: positiveOf(location.end_line) });
  return findingOf({
    where,
    ruleId,
    title: textOf(result.rule_description) ?? textOf(result.description) ?? ruleId,
    severity: ratings.of(word, where),
    sourceSeverity: word ?? '',
    resultClass: isPassed ? 'NEGATIVE_RESULT' : isIgnored ? 'INFORMATIONAL' : 'EXPOSURE_SIGNAL',
    evidenceClass: 'DIRECT',
    target,
    description: textOf(result.description),
    impact: textOf(result.impact),
    remediation: textOf(result.resolution),
    references: referencesOf([...textsOf(result.links), ...textsOf(result.link)]),
    locations: path === undefined ? [] : [{ path, ...place }],
    component: resource === undefined ? undefined : { name: resource.slice(0, 1_000) },
    matcher: occurrences.matcher([ruleId, path, resource], ''),
    sourceStatus: isIgnored ? 'SUPPRESSED' : undefined,
    tags: [...textsOf(result.rule_provider), ...textsOf(result.rule_service)],
    sourceData: sourceDataOf(result, mappedFields),
  });
}
