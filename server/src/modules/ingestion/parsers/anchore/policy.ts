import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { advisoryFinding, namedComponent } from '../mapping/advisory.ts';
import { isObject, sourceDataOf, textOf } from '../mapping/json.ts';
import { imageTarget } from '../mapping/product.ts';
import { severityOfWord } from '../mapping/severity.ts';
import type { RawFinding } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import type { AnchoreContext } from './vulnerability.ts';

/** What a policy does with an image says how much its author minds. */
const severityOfAction: Readonly<Record<string, Severity>> = { stop: 'HIGH', warn: 'MEDIUM', go: 'INFO' };

/** A check of a policy: a vulnerability that it names, or something else it found in the image. */
export function policyFinding(item: JsonObject, context: AnchoreContext): RawFinding | undefined {
  const check = checkOf(item);
  const { gate, trigger, triggerId, output, action } = check;
  if (gate === undefined || (trigger === undefined && triggerId === undefined)) return undefined;
  const [, id, name] =
    /^((?:CVE|GHSA|ALAS|ELSA|RHSA|VULNDB)[-\w:]+)(?:\+(.+))?$/i.exec(triggerId ?? '') ?? [];
  const isVulnerability = gate === 'vulnerabilities' && id !== undefined;
  const rated = isVulnerability ? /^\s*([A-Za-z]+)/.exec(output ?? '')?.[1] : undefined;
  const word = rated !== undefined && severityOfWord(rated) !== undefined ? rated : (action ?? '');
  const isNamed = word !== action;
  const image = check.image ?? context.target.raw;
  return advisoryFinding(context.sink, {
    where: context.where,
    ruleId: isVulnerability ? id : `${gate}:${trigger ?? triggerId}`,
    isRuleAdvisory: isVulnerability,
    target: imageTarget(image),
    title: output?.split('\n', 1)[0],
    description: output,
    remediation: check.recommendation,
    word,
    severity: isNamed ? undefined : (severityOfAction[word.toLowerCase()] ?? 'MEDIUM'),
    component: namedComponent({ name }),
    references: output?.match(/https?:\/\/[^\s)]+/g) ?? [],
    matcher: triggerId,
    resultClass: classOf(isVulnerability, action),
    evidenceClass: isVulnerability ? 'INFERRED' : 'DIRECT',
    sourceStatus: check.isAllowed ? 'SUPPRESSED' : undefined,
    tags: [gate, action],
    sourceData: sourceDataOf(item, new Set()),
  });
}

function classOf(isVulnerability: boolean, action: string | undefined): ResultClass {
  if (isVulnerability) return 'VULNERABILITY';
  return action?.toLowerCase() === 'go' ? 'INFORMATIONAL' : 'EXPOSURE_SIGNAL';
}

/** Column names of Engine ("Trigger_Id"), field names of anchorectl ("triggerId") and of the interface ("trigger_id"). */
function checkOf(item: JsonObject) {
  const fields = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(item)) fields.set(name.toLowerCase().replaceAll('_', ''), value);
  const text = (...names: string[]): string | undefined =>
    names.map((name) => textOf(fields.get(name))).find((value) => value !== undefined);
  const allowed = fields.get('whitelisted') ?? fields.get('allowlisted') ?? fields.get('allowlistmatch');
  return {
    gate: text('gate'),
    trigger: text('trigger', 'triggername'),
    triggerId: text('triggerid'),
    output: text('checkoutput', 'message', 'description'),
    action: text('gateaction', 'action'),
    image: text('repotag'),
    recommendation: text('recommendation'),
    isAllowed: allowed === true || isObject(allowed) || textOf(allowed)?.toLowerCase() === 'true',
  };
}
