import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { textsBelow, type XmlElement } from '../readers/xml/elements.ts';

/** Names as they are compared: "remedial-procedure", "RemedialProcedure" and "remedialprocedure" are one. */
function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

function childOf(element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  for (const name of names) {
    const child = element?.children.find((each) => keyOf(each.name) === name && hasContent(each));
    if (child !== undefined) return child;
  }
  return undefined;
}

function hasContent(element: XmlElement): boolean {
  return element.children.length > 0 || element.text.trim() !== '';
}

export function textIn(element: XmlElement | undefined, ...names: readonly string[]): string | undefined {
  const text = childOf(element, ...names)?.text.trim();
  return text === '' ? undefined : text;
}

/** Plain texts, by the name that the JSON of these products uses, from the names of the XML over the years. */
const texts = {
  Url: ['url'],
  Type: ['type'],
  Severity: ['severity'],
  Certainty: ['certainty'],
  State: ['state'],
  LookupId: ['lookupid'],
  FirstSeenDate: ['firstseendate'],
  LastSeenDate: ['lastseendate'],
  Description: ['description'],
  Impact: ['impact'],
  RemedialActions: ['remedialactions', 'actionstotake'],
  RemedialProcedure: ['remedialprocedure', 'remedy'],
  RemedyReferences: ['remedyreferences'],
  ExternalReferences: ['externalreferences'],
  ExploitationSkills: ['exploitationskills', 'requiredskillsforexploitation'],
  ProofOfConcept: ['proofofconcept'],
} as const;

/** An XML `<vulnerability>` as the entry that the JSON of these products holds for it. */
export function recordOf(item: XmlElement): JsonObject {
  const record: JsonObject = {};
  for (const [name, sources] of Object.entries(texts)) {
    const text = textIn(item, ...sources);
    if (text !== undefined) record[name] = text;
  }
  const title = textIn(item, 'name', 'title') ?? spaced(textIn(item, 'type') ?? '');
  if (title !== '') record.Name = title;
  const confirmed = item.attributes.confirmed ?? textIn(item, 'confirmed') ?? '';
  if (/^(?:true|false)$/i.test(confirmed)) record.Confirmed = confirmed.toLowerCase() === 'true';
  const proofs = textsBelow(childOf(item, 'proofs')).join('\n');
  if (record.ProofOfConcept === undefined && proofs !== '') record.ProofOfConcept = proofs;
  record.ExtraInformation = pairsOf(childOf(item, 'extrainformation'));
  record.KnownVulnerabilities = knownOf(childOf(item, 'knownvulnerabilities'));
  record.Classification = classificationOf(childOf(item, 'classification'));
  record.HttpRequest = requestOf(item);
  return record;
}

/** "ConfirmedSqlInjection" has no other name in old reports. */
function spaced(type: string): string {
  return type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

function pairsOf(extra: XmlElement | undefined): JsonValue[] {
  return (extra?.children ?? []).slice(0, 1_000).map((info) => ({
    Name: info.attributes.name ?? textIn(info, 'name') ?? info.name,
    Value: textIn(info, 'value') ?? info.text.trim(),
  }));
}

function knownOf(known: XmlElement | undefined): JsonValue[] {
  return (known?.children ?? []).slice(0, 1_000).map((each) => ({
    Title: textIn(each, 'title', 'name') ?? each.text.trim(),
    Severity: textIn(each, 'severity') ?? '',
  }));
}

function classificationOf(classification: XmlElement | undefined): JsonObject {
  const fields: JsonObject = {};
  for (const child of classification?.children ?? []) {
    const key = keyOf(child.name);
    if (key === 'cvss' || key === 'cvss30') fields.Cvss = cvssOf(child);
    else if (key === 'cvss31') fields.Cvss31 = cvssOf(child);
    else if (key === 'cvss40' || key === 'cvss4') fields.Cvss40 = cvssOf(child);
    else if (key === 'cwe') fields.Cwe = child.text.trim();
    else if (child.text.trim() !== '' && child.name !== '__proto__')
      fields[child.name] = child.text.trim().slice(0, 500);
  }
  return fields;
}

/** Scores stand one beside the other, each with its type; the base score is the one that counts. */
function cvssOf(cvss: XmlElement): JsonObject {
  const scores = cvss.children.filter((child) => keyOf(child.name) === 'score');
  const base = scores.find((score) => /base/i.test(textIn(score, 'type') ?? '')) ?? scores[0];
  const value = textIn(base, 'value') ?? base?.text.trim() ?? '';
  return { Vector: textIn(cvss, 'vector') ?? '', BaseScore: { Value: value } };
}

const methods = /^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|TRACE)$/i;

function requestOf(item: XmlElement): JsonObject {
  const request = childOf(item, 'httprequest');
  const raw = textIn(item, 'rawrequest') ?? textIn(request, 'content') ?? '';
  const kind = textIn(item, 'vulnerableparametertype') ?? '';
  const method =
    textIn(request, 'method') ??
    /^([A-Z]{1,20}) \S/.exec(raw)?.[1] ??
    (methods.test(kind) ? kind : undefined);
  const weak = textIn(item, 'vulnerableparameter');
  const parameters: JsonValue[] = weak === undefined ? [] : [{ Name: weak, Vulnerable: true }];
  for (const parameter of childOf(request, 'parameters')?.children ?? []) {
    const name = parameter.attributes.name ?? textIn(parameter, 'name');
    const vulnerable = parameter.attributes.vulnerable ?? textIn(parameter, 'vulnerable') ?? '';
    if (name !== undefined) parameters.push({ Name: name, Vulnerable: vulnerable.toLowerCase() });
  }
  return method === undefined
    ? { Parameters: parameters }
    : { Method: method.toUpperCase(), Parameters: parameters };
}
