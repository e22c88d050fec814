import type { Severity } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import type { FindingDraft } from '../mapping/draft.ts';
import { given } from '../mapping/given.ts';
import { arrayOf, objectOf, positiveOf, sourceDataOf, textOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { withoutSecrets } from '../mapping/secrets.ts';
import type { RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

interface MessageContext {
  readonly where: string;
  readonly path: string;
  readonly occurrences: Occurrences;
  /** From the list of messages that a comment in the code suppresses. */
  readonly suppressed: boolean;
}

const usedFields: ReadonlySet<string> = new Set([
  'ruleId',
  'severity',
  'message',
  'line',
  'endLine',
  'fix',
  'suggestions',
  'source',
]);

/** Plugins and rules that look for weaknesses; all others speak of quality. */
const securityRule =
  /(?:^|[/@-])(?:security|security-node|no-unsanitized|no-secrets|scanjs-rules|sdl|xss|pii|anti-trojan-source|no-wildcard-postmessage)(?:[/-]|$)|(?:^|\/)(?:no-eval|no-implied-eval|no-new-func|no-script-url|no-danger|no-danger-with-children|jsx-no-target-blank|jsx-no-script-url|detect-[a-z-]+|no-inner-html|no-document-write|no-insecure-[a-z-]+)$/;

/** One message of one file; undefined when it says nothing. */
export function findingOf(message: JsonObject, context: MessageContext): RawFinding | undefined {
  const { where, path, occurrences, suppressed } = context;
  const text = textOf(message.message);
  const isFatal = message.fatal === true;
  const ruleId =
    textOf(message.ruleId) ?? (isFatal ? 'parsing-error' : text === undefined ? undefined : 'no-rule');
  if (ruleId === undefined) return undefined;
  const word = textOf(message.severity) ?? '';
  const source = textOf(message.source);
  const code = source === undefined ? undefined : ruleId.includes('secret') ? withoutSecrets(source) : source;
  const shown = ruleId.includes('secret') && text !== undefined ? withoutSecrets(text) : text;
  const finding: FindingDraft = {
    ...baseFinding({
      where,
      ruleId,
      title: shown ?? ruleId,
      severity: severityOf(word),
      sourceSeverity: word,
      target: { kind: 'REPOSITORY', raw: '' },
    }),
    resultClass: securityRule.test(ruleId) ? 'VULNERABILITY' : 'INFORMATIONAL',
    locations: [{ path, ...given({ line: positiveOf(message.line), endLine: positiveOf(message.endLine) }) }],
    sourceData: sourceDataOf(message, usedFields),
    ...given({
      description: shown,
      evidence: code?.slice(0, 8_000),
      matcher: occurrences.matcher([ruleId, path], code),
    }),
  };
  if (suppressed || arrayOf(message.suppressions).map(objectOf).length > 0)
    finding.sourceStatus = 'SUPPRESSED';
  return finding;
}

/** 2 is an error, 1 a warning; some wrappers write the words. */
function severityOf(word: string): Severity {
  if (word === '2' || /^error$/i.test(word)) return 'HIGH';
  return word === '1' || /^warn(?:ing)?$/i.test(word) ? 'MEDIUM' : 'INFO';
}
