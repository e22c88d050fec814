import { baseFinding } from '../mapping/base-finding.ts';
import { confidenceOfWord } from '../mapping/confidence.ts';
import type { FindingDraft } from '../mapping/draft.ts';
import { given } from '../mapping/given.ts';
import { addCweOfTag, addOnce, addVulnerabilityId } from '../mapping/identifiers.ts';
import { fieldOf, isObject, objectOf, positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { withoutSecrets } from '../mapping/secrets.ts';
import type { FindingLocation, ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { componentOf } from './dependency.ts';
import { severityOf } from './severity.ts';

const usedFields: ReadonlySet<string> = new Set([
  'check_id',
  'path',
  'extra',
  'message',
  'severity',
  'lines',
  'fingerprint',
  'is_ignored',
]);

export interface ResultContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly occurrences: Occurrences;
}

/** Turns one entry of `results` into a finding; undefined without the id of its rule. */
export function findingOf(result: JsonObject, context: ResultContext): RawFinding | undefined {
  const ruleId = textOf(result.check_id);
  if (ruleId === undefined) return undefined;
  const extra = objectOf(result.extra);
  const metadata = objectOf(extra.metadata);
  const word = textOf(extra.severity) ?? 'unknown';
  const secret = isSecretRule(ruleId, extra, metadata);
  const code = codeOf(extra, secret);
  const location = placeOf(result, code);
  const component = componentOf(objectOf(extra.sca_info), metadata);
  const finding: FindingDraft = {
    ...baseFinding({
      where: context.where,
      ruleId,
      title: component === undefined ? nameOfRule(ruleId) : `${nameOfRule(ruleId)} in ${component.name}`,
      severity: severityOf(context.sink, word, context.where),
      sourceSeverity: word,
      target: { kind: 'REPOSITORY', raw: '' },
    }),
    locations: [location],
    ...identifiersOf(metadata),
    references: referencesOf(metadata),
    tags: tagsOf(metadata),
    sourceData: dataOf(result, extra, secret),
    ...given({
      description: textOf(extra.message),
      remediation: remediationOf(extra, secret),
      component,
      confidence: confidenceOfWord(textOf(metadata.confidence)),
      evidence: code,
      matcher: context.occurrences.matcher(
        [ruleId, location.path, component?.name],
        code ?? valuesOf(extra, secret),
      ),
      toolUniqueId: allowed(extra.fingerprint),
    }),
  };
  if (component !== undefined && objectOf(extra.sca_info).reachable !== true)
    finding.evidenceClass = 'INFERRED';
  if (finding.severity === 'INFO' || isAboutQuality(metadata, finding.cwes))
    finding.resultClass = 'INFORMATIONAL';
  if (extra.is_ignored === true) finding.sourceStatus = 'SUPPRESSED';
  return finding;
}

/** Semgrep writes these words in place of code and fingerprints when nobody is signed in. */
function allowed(value: JsonObject[string] | undefined): string | undefined {
  const text = textOf(value);
  return text === 'requires login' ? undefined : text?.slice(0, 1_000);
}

/** Rule ids are paths such as "python.lang.security.audit.exec-detected"; the last part is the rule's name. */
export function nameOfRule(ruleId: string): string {
  return ruleId.slice(ruleId.lastIndexOf('.') + 1) || ruleId;
}

function isSecretRule(ruleId: string, extra: JsonObject, metadata: JsonObject): boolean {
  const state = textOf(extra.validation_state);
  if (state !== undefined && state !== 'NO_VALIDATOR') return true;
  const words = [ruleId, ...textsOf(metadata.technology), ...textsOf(metadata.subcategory)].join(' ');
  return /(?:^|[\s._-])secrets?(?:$|[\s._-])/i.test(words) || metadata.secret_type !== undefined;
}

function codeOf(extra: JsonObject, secret: boolean): string | undefined {
  const lines = allowed(extra.lines) === undefined ? undefined : textOf(extra.lines)?.slice(0, 8_000);
  return lines !== undefined && secret ? withoutSecrets(lines) : lines;
}

/** What the rule's variables stood for, where the code itself is not shown. */
function valuesOf(extra: JsonObject, secret: boolean): string | undefined {
  const parts: string[] = [];
  const variables = objectOf(extra.metavars);
  for (const name of Object.keys(variables).sort().slice(0, 50)) {
    const content = textOf(objectOf(variables[name]).abstract_content);
    if (content !== undefined) parts.push(`${name}=${content.slice(0, 200)}`);
  }
  if (parts.length === 0) return undefined;
  return secret ? withoutSecrets(parts.join(' ')) : parts.join(' ');
}

function placeOf(result: JsonObject, snippet: string | undefined): FindingLocation {
  return given({
    path: textOf(result.path),
    line: positiveOf(objectOf(result.start).line),
    endLine: positiveOf(objectOf(result.end).line),
    snippet: snippet?.slice(0, 4_000),
  });
}

function identifiersOf(metadata: JsonObject) {
  const lists = { cves: [], advisories: [] };
  const names = ['sca-vuln-database-identifier', 'cve', 'cves', 'ghsa', 'cve-id'];
  for (const id of names.flatMap((name) => textsOf(fieldOf(metadata, name)))) addVulnerabilityId(lists, id);
  const cwes: number[] = [];
  for (const name of ['cwe', 'cwes', 'cwe2022-top25-id']) {
    for (const cwe of textsOf(fieldOf(metadata, name)))
      addCweOfTag(cwes, /^\d+$/.test(cwe) ? `cwe-${cwe}` : cwe);
  }
  return { ...lists, cwes };
}

function referencesOf(metadata: JsonObject): string[] {
  const references: string[] = [];
  for (const name of [
    'references',
    'reference',
    'source',
    'source-rule-url',
    'source_rule_url',
    'shortlink',
  ]) {
    for (const url of textsOf(fieldOf(metadata, name))) addOnce(references, url.slice(0, 2_048));
  }
  return references.slice(0, 1_000);
}

function tagsOf(metadata: JsonObject): string[] {
  const tags: string[] = [];
  for (const name of ['category', 'subcategory', 'technology', 'vulnerability_class', 'owasp']) {
    for (const tag of textsOf(fieldOf(metadata, name))) addOnce(tags, tag.slice(0, 200));
  }
  return tags.slice(0, 200);
}

const qualityCategories: ReadonlySet<string> = new Set([
  'correctness',
  'best-practice',
  'performance',
  'maintainability',
  'portability',
  'compatibility',
]);

/** Rules about quality rather than security name no weakness and a category of their own. */
function isAboutQuality(metadata: JsonObject, cwes: readonly number[]): boolean {
  return cwes.length === 0 && qualityCategories.has((textOf(metadata.category) ?? '').toLowerCase());
}

function remediationOf(extra: JsonObject, secret: boolean): string | undefined {
  const fix = textOf(extra.fix) ?? textsOf(extra.fixed_lines).join('\n');
  if (fix === '') return undefined;
  return `Replace the code with: ${secret ? withoutSecrets(fix) : fix}`;
}

const secretFields = ['metavars', 'dataflow_trace', 'fix', 'fixed_lines', 'extra_extra'];

function dataOf(result: JsonObject, extra: JsonObject, secret: boolean): RawFinding['sourceData'] {
  const all: JsonObject = { ...result, ...extra };
  if (!isObject(all.metadata)) delete all.metadata;
  return sourceDataOf(all, secret ? new Set([...usedFields, ...secretFields]) : usedFields);
}
