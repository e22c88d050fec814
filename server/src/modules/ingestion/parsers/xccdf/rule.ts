import { addOnce } from '../mapping/identifiers.ts';
import { attributeOf, childOf, childrenOf, textsBelow, type XmlElement } from '../readers/xml/elements.ts';

/** What a benchmark says of a rule. */
export interface RuleDefinition {
  readonly title: string | undefined;
  readonly severity: string | undefined;
  readonly description: string | undefined;
  readonly rationale: string | undefined;
  readonly remediation: string | undefined;
  /** Web addresses of references. */
  readonly references: readonly string[];
  /** "AC-2(1)", "Req-8.1.8": what the references say, with their source where it is no address. */
  readonly controls: readonly string[];
  readonly idents: readonly string[];
  /** Id of the group around the rule: for a STIG the vulnerability id. */
  readonly group: string | undefined;
}

const maxTextLength = 8_000;
const maxEntries = 200;

/** `length`: characters that the definition takes in memory. */
export function definitionOf(
  rule: XmlElement,
  group: string | undefined,
): { definition: RuleDefinition; length: number } {
  const references: string[] = [];
  const controls: string[] = [];
  for (const reference of childrenOf(rule, 'reference').slice(0, maxEntries)) {
    const href = attributeOf(reference, 'href');
    if (href !== undefined && /^https?:\/\//i.test(href)) addOnce(references, href.slice(0, 2_048));
    const words = prose(reference)?.slice(0, 200);
    if (words !== undefined) addOnce(controls, words);
  }
  const definition = {
    title: prose(childOf(rule, 'title'))?.slice(0, 1_000),
    severity: attributeOf(rule, 'severity'),
    description: discussionOf(prose(childOf(rule, 'description'))),
    rationale: prose(childOf(rule, 'rationale')),
    remediation: prose(childOf(rule, 'fixtext')) ?? scriptOf(rule),
    references,
    controls,
    idents: identsOf(rule),
    group,
  };
  return { definition, length: JSON.stringify(definition).length };
}

/** Values of the `ident` elements of a rule or a result. */
export function identsOf(element: XmlElement): string[] {
  const idents: string[] = [];
  for (const ident of childrenOf(element, 'ident').slice(0, maxEntries))
    addOnce(idents, ident.text.trim().slice(0, 200));
  return idents;
}

/** Texts of an element and the markup inside it, with single spaces. */
export function prose(element: XmlElement | undefined): string | undefined {
  const text = textsBelow(element).join(' ').trim();
  return text === '' ? undefined : text.slice(0, maxTextLength);
}

/** A STIG writes several fields as escaped XML into the description; the discussion is what describes. */
function discussionOf(text: string | undefined): string | undefined {
  const discussion = /<VulnDiscussion>([\s\S]*?)<\/VulnDiscussion>/.exec(text ?? '')?.[1]?.trim();
  return discussion === undefined || discussion === '' ? text : discussion;
}

function scriptOf(rule: XmlElement): string | undefined {
  const fixes = childrenOf(rule, 'fix');
  const shell = fixes.find((fix) => attributeOf(fix, 'system')?.endsWith(':sh') === true) ?? fixes[0];
  return prose(shell);
}
