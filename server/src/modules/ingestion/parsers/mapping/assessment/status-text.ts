import type { RawFinding } from '../../parser.ts';

export type SourceStatus = NonNullable<RawFinding['sourceStatus']>;

/** What a report says of the repair, the more particular first. Where it says "partially", the weakness is still there. */
const patterns: readonly (readonly [RegExp, SourceStatus])[] = [
  [
    /^(?:\W*)(?:false[- ]positive|invalid|withdrawn|not an? (?:issue|vulnerability)|rejected)\b/i,
    'FALSE_POSITIVE',
  ],
  [
    /^(?:\W*)(?:risk )?(?:accepted|acceptance)|^(?:\W*)(?:won['’]?t|will not|wont)[- ]fix|^(?:\W*)(?:accepted risk|no fix planned|as intended|by design)/i,
    'ACCEPTED',
  ],
  [/^(?:\W*)(?:partial|part(?:ly)?[- ]|in progress|incomplete|mostly)/i, 'OPEN'],
  [
    /^(?:\W*)(?:un(?:resolved|fixed|mitigated|addressed|patched)|not (?:yet )?(?:fixed|resolved|remediated|mitigated|addressed|retested)|open|new|pending|outstanding|acknowledged|reported|confirmed|active|present|still|failed?|no|nicht behoben|offen|no corregid[oa]|abiert[oa])\b/i,
    'OPEN',
  ],
  [
    /^(?:\W*)(?:(?:fully |successfully |already |verified |confirmed )?(?:fixed|resolved|remediated|closed|code corrected|specification changed|patched|mitigated|addressed|corrected|solved|eliminated)|fix (?:verified|confirmed)|retested and fixed|passed?|yes|behoben|corrigée?|corregid[oa]|cerrad[oa]|risolto)\b/i,
    'FIXED',
  ],
];

const repaired = /\b(?:fixed|resolved|remediated|mitigated|addressed|patched|corrected|behoben)\b/i;
const notRepaired =
  /\b(?:not|never|yet to|partial(?:ly)?|cannot|unable|plan(?:s|ned)?|will|unresolved|unfixed|remains?|n['’]t|nicht)\b/i;

/** State that the first sentence of a status field tells: "The team has fixed this in 1a2b3c." */
export function statusInSentence(text: string): SourceStatus | undefined {
  const [sentence = ''] = text.split(/(?<=[.!])\s/u);
  const atStart = statedStatus(sentence);
  if (atStart !== undefined || sentence.length > 400) return atStart;
  if (!repaired.test(sentence)) return undefined;
  return notRepaired.test(sentence) ? 'OPEN' : 'FIXED';
}

const maxLength = 4_000;

/** State at the start of a text: a cell ("Partially Resolved"), or a fix review ("Resolved in commit a485109. …"). */
export function statedStatus(text: string): SourceStatus | undefined {
  if (text.length > maxLength) return undefined;
  if (/^\W*[✓✔☑]\W*$/u.test(text)) return 'FIXED';
  if (/^\W*[✗✘✖☒]\W*$/u.test(text)) return 'OPEN';
  return patterns.find(([pattern]) => pattern.test(text))?.[1];
}
