import { baseFinding } from '../mapping/base-finding.ts';
import { confidenceOfWord } from '../mapping/confidence.ts';
import type { FindingDraft } from '../mapping/draft.ts';
import { given } from '../mapping/given.ts';
import { addCweOfTag, addVulnerabilityId } from '../mapping/identifiers.ts';
import { arrayOf, objectOf, positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { nameOfRule, type ResultContext } from './result.ts';
import { severityOf } from './severity.ts';

const usedFields: ReadonlySet<string> = new Set([
  'rule_name',
  'rule_message',
  'severity',
  'confidence',
  'repository',
  'location',
  'match_based_id',
  'vulnerability_identifier',
  'found_dependency',
]);

/** A finding of the platform's API (`/deployments/{slug}/findings`); undefined without the name of its rule. */
export function findingOfPlatform(entry: JsonObject, context: ResultContext): RawFinding | undefined {
  const rule = objectOf(entry.rule);
  const ruleId = textOf(entry.rule_name) ?? textOf(rule.name);
  if (ruleId === undefined) return undefined;
  const word = textOf(entry.severity) ?? 'unknown';
  const path = textOf(objectOf(entry.location).file_path);
  const component = componentOf(entry);
  const id = textOf(entry.match_based_id) ?? textOf(entry.syntactic_id);
  const finding: FindingDraft = {
    ...baseFinding({
      where: context.where,
      ruleId,
      title: component === undefined ? nameOfRule(ruleId) : `${nameOfRule(ruleId)} in ${component.name}`,
      severity: severityOf(context.sink, word, context.where),
      sourceSeverity: word,
      target: targetOf(objectOf(entry.repository)),
    }),
    locations: path === undefined ? [] : [placeOf(objectOf(entry.location), path)],
    ...identifiersOf(entry, rule),
    references: textsOf(entry.line_of_code_url).slice(0, 1),
    tags: tagsOf(entry, rule),
    sourceData: sourceDataOf(entry, usedFields),
    ...given({
      description: textOf(entry.rule_message) ?? textOf(rule.message),
      component,
      confidence: confidenceOfWord(textOf(entry.confidence) ?? textOf(rule.confidence)),
      toolUniqueId: id ?? textOf(entry.id),
      matcher: context.occurrences.matcher([ruleId, path, component?.name], id),
      sourceStatus: statusOf(entry),
      seenAt: utcOfIso(textOf(entry.created_at) ?? ''),
    }),
  };
  if (component !== undefined) finding.evidenceClass = 'INFERRED';
  return finding;
}

function targetOf(repository: JsonObject): SourceTarget {
  const raw = textOf(repository.name) ?? '';
  return { kind: 'REPOSITORY', raw, ...given({ reference: textOf(repository.url) }) };
}

function placeOf(location: JsonObject, path: string) {
  return { path, ...given({ line: positiveOf(location.line), endLine: positiveOf(location.end_line) }) };
}

function identifiersOf(entry: JsonObject, rule: JsonObject) {
  const lists = { cves: [], advisories: [] };
  for (const id of textsOf(entry.vulnerability_identifier)) addVulnerabilityId(lists, id);
  const cwes: number[] = [];
  for (const name of textsOf(rule.cwe_names)) addCweOfTag(cwes, name);
  return { ...lists, cwes };
}

function tagsOf(entry: JsonObject, rule: JsonObject): string[] {
  const lists = [
    entry.categories,
    rule.category,
    rule.subcategories,
    rule.vulnerability_classes,
    rule.owasp_names,
  ];
  return [...new Set(lists.flatMap((list) => textsOf(list)))].map((tag) => tag.slice(0, 200)).slice(0, 200);
}

function componentOf(entry: JsonObject): RawFinding['component'] {
  const found = objectOf(entry.found_dependency);
  const name = textOf(found.package);
  if (name === undefined) return undefined;
  const fixes = arrayOf(entry.fix_recommendations).map(objectOf);
  const fix = fixes.find((each) => textOf(each.package) === name);
  return {
    name,
    ...given({
      version: textOf(found.version),
      ecosystem: textOf(found.ecosystem),
      fixedVersion: textOf(fix?.version),
    }),
  };
}

/** `state` says what the last scan saw, `triage_reason` what a person decided. */
function statusOf(entry: JsonObject): RawFinding['sourceStatus'] {
  const words = [entry.state, entry.status, entry.triage_state].map((word) => textOf(word)?.toLowerCase());
  if (words.includes('fixed') || words.includes('removed')) return 'FIXED';
  if (!words.includes('ignored') && !words.includes('muted')) return undefined;
  const reason = textOf(entry.triage_reason)?.toLowerCase();
  if (reason === 'false_positive') return 'FALSE_POSITIVE';
  return reason === 'acceptable_risk' ? 'ACCEPTED' : 'SUPPRESSED';
}
