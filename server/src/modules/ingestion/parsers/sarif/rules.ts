import { addCwe, addCweOfTag, addVulnerabilityId } from '../mapping/identifiers.ts';
import { arrayOf, fieldOf, objectOf, textOf, textsOf } from '../mapping/json.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** What a finding needs of a rule (SARIF 2.1.0, section 3.49 reportingDescriptor). */
export interface Rule {
  readonly id: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly help: string | undefined;
  readonly helpUri: string | undefined;
  readonly level: string | undefined;
  /** `properties.security-severity`: a CVSS-like score as text, 0.0 to 10.0. */
  readonly securitySeverity: string | undefined;
  readonly precision: string | undefined;
  readonly tags: readonly string[];
  readonly cwes: readonly number[];
  readonly cves: readonly string[];
  readonly advisories: readonly string[];
  readonly messages: JsonObject;
}

const maxRules = 200_000;
const maxRuleText = 4_000;

/** Rules of one run, of the driver and of its extensions. */
export class RuleBook {
  /** By tool component (-1 is the driver, else the index of the extension), in their order. */
  readonly #byComponent = new Map<number, Rule[]>();
  readonly #byId = new Map<string, Rule>();

  add(component: number, descriptor: JsonObject): void {
    if (this.#byId.size >= maxRules) return;
    const rule = ruleOf(descriptor);
    const rules = this.#byComponent.get(component) ?? [];
    rules.push(rule);
    this.#byComponent.set(component, rules);
    if (!this.#byId.has(rule.id)) this.#byId.set(rule.id, rule);
  }

  get ids(): readonly string[] {
    return [...this.#byId.keys()];
  }

  /** By index first, then by id, then by the id's parent: "CA2101/1" is a sub-rule of "CA2101" (section 3.27.5). */
  find(component: number, index: number | undefined, id: string | undefined): Rule | undefined {
    const indexed = index === undefined ? undefined : this.#byComponent.get(component)?.[index];
    if (indexed !== undefined && (id === undefined || id === indexed.id || id.startsWith(`${indexed.id}/`)))
      return indexed;
    for (let name = id; name !== undefined && name !== ''; name = parentOf(name)) {
      const rule = this.#byId.get(name);
      if (rule !== undefined) return rule;
    }
    return indexed;
  }
}

function parentOf(id: string): string | undefined {
  const slash = id.lastIndexOf('/');
  return slash <= 0 ? undefined : id.slice(0, slash);
}

function ruleOf(descriptor: JsonObject): Rule {
  const properties = objectOf(descriptor.properties);
  const tags = textsOf(properties.tags).slice(0, 100);
  const cwes: number[] = [];
  for (const tag of tags) addCweOfTag(cwes, tag);
  for (const cwe of textsOf(properties.cwe)) if (!addCwe(cwes, cwe)) addCweOfTag(cwes, cwe);
  for (const relation of arrayOf(descriptor.relationships))
    addTaxon(cwes, objectOf(objectOf(relation).target));
  const id = textOf(descriptor.id) ?? '';
  const lists = { cves: [], advisories: [] };
  if (isVulnerabilityId(id)) addVulnerabilityId(lists, id);
  for (const tag of tags) if (isVulnerabilityId(tag)) addVulnerabilityId(lists, tag);
  return {
    id,
    title: messageOf(descriptor.shortDescription) ?? textOf(descriptor.name)?.slice(0, maxRuleText),
    description: messageOf(descriptor.fullDescription),
    help: messageOf(descriptor.help),
    helpUri: textOf(descriptor.helpUri)?.slice(0, 2_000),
    level: textOf(objectOf(descriptor.defaultConfiguration).level),
    securitySeverity: textOf(fieldOf(properties, 'security-severity')),
    precision: textOf(properties.precision),
    tags,
    cwes,
    ...lists,
    messages: objectOf(descriptor.messageStrings),
  };
}

/** Ids of CVE, GHSA and the ecosystems' own databases, which some tools use as rule ids. */
export function isVulnerabilityId(id: string): boolean {
  return /^(?:CVE-\d{4}-\d{4,}|GHSA-[\w-]{14}|(?:PYSEC|RUSTSEC|GO|OSV|DSA|DLA|USN|RHSA|ALAS)-\S+)$/i.test(id);
}

/** A reference to a taxon (section 3.54): the CWE number when the taxonomy is CWE. */
export function addTaxon(cwes: number[], reference: JsonObject): void {
  const id = textOf(reference.id);
  if (id === undefined) return;
  const taxonomy = textOf(objectOf(reference.toolComponent).name) ?? '';
  if (/^cwe$/i.test(taxonomy)) addCwe(cwes, id);
  else addCweOfTag(cwes, id);
}

function messageOf(message: JsonObject[string] | undefined): string | undefined {
  const { text, markdown } = objectOf(message);
  return (textOf(text) ?? textOf(markdown))?.slice(0, maxRuleText);
}
