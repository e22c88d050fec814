import { baseFinding } from '../mapping/base-finding.ts';
import { given } from '../mapping/given.ts';
import { numberOf, positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { maskedFields, maskedSecret, withoutSecrets } from '../mapping/secrets.ts';
import { severityOfWord } from '../mapping/severity.ts';
import { columnKey } from '../mapping/table.ts';
import type { RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

/** Read into fields of a finding, or a secret in clear and not kept. */
const usedFields: ReadonlySet<string> = new Set([
  'ruleid',
  'rule',
  'reason',
  'severity',
  'description',
  'file',
  'startline',
  'endline',
  'line',
  'linenumber',
  'secret',
  'offender',
  'match',
  'fingerprint',
  'tags',
  'link',
  'leakurl',
  'repo',
  'repourl',
]);

interface LeakContext {
  readonly where: string;
  readonly occurrences: Occurrences;
}

/** Turns one leak into a finding; undefined when neither rule nor place is there. Names of version 6 to 8 are read. */
export function findingOfLeak(leak: JsonObject, { where, occurrences }: LeakContext): RawFinding | undefined {
  const fields = new Map(Object.entries(leak).map(([name, value]) => [columnKey(name), value]));
  const text = (...names: string[]): string | undefined => {
    for (const name of names) {
      const found = textOf(fields.get(name));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const ruleId = text('ruleid', 'rule', 'reason', 'description');
  const path = text('file');
  if (ruleId === undefined || (path === undefined && text('commit') === undefined)) return undefined;
  const secret = text('secret', 'offender') ?? '';
  // In version 7 the whole line stands under `line`, in version 8 the match under `Match`.
  const matched = text('match') ?? (positiveOf(fields.get('line')) === undefined ? text('line') : undefined);
  const masked = maskedSecret(secret);
  const commit = text('commit');
  const line =
    positiveOf(fields.get('startline')) ??
    positiveOf(fields.get('linenumber')) ??
    positiveOf(fields.get('line'));
  return {
    ...baseFinding({
      where,
      ruleId,
      title: text('description', 'rule', 'info', 'reason') ?? `Secret found by the rule ${ruleId}`,
      severity: severityOfWord(text('severity') ?? '') ?? 'HIGH',
      sourceSeverity: text('severity') ?? '',
      target: targetOf(text('repo'), text('repourl')),
    }),
    locations: [given({ path, line, endLine: positiveOf(fields.get('endline')) })],
    // A credential in code, by what the tool is for (CWE-798).
    cwes: [798],
    references: [text('link', 'leakurl')].filter((url) => url !== undefined),
    tags: tagsOf(fields.get('tags')),
    sourceData: maskedFields(sourceDataOf(unused(leak), new Set()), [secret]),
    ...given({
      evidence: matched === undefined ? masked : `${withoutSecrets(matched, [secret])}\n${masked}`,
      toolUniqueId: text('fingerprint')?.slice(0, 1_000),
      matcher: occurrences.matcher(
        [ruleId, path],
        [commit, masked].filter((part) => part !== undefined).join(' '),
      ),
      confidence: confidenceOf(fields.get('confidence')),
    }),
  };
}

function unused(leak: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(leak).filter(([name]) => !usedFields.has(columnKey(name))));
}

function confidenceOf(value: JsonValue | undefined): number | undefined {
  const confidence = numberOf(value);
  return confidence !== undefined && confidence >= 0 && confidence <= 1 ? confidence : undefined;
}

function targetOf(repo: string | undefined, url: string | undefined): SourceTarget {
  return { kind: 'REPOSITORY', raw: repo ?? url ?? '', ...given({ reference: url ?? repo }) };
}

/** A list, or one text with commas or spaces. */
function tagsOf(value: JsonValue | undefined): string[] {
  const tags = textsOf(value).flatMap((text) => text.split(/[,\s]+/));
  return [...new Set(tags.filter((tag) => tag !== ''))].map((tag) => tag.slice(0, 200)).slice(0, 100);
}
