import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { childOf, childrenOf, textIn, type XmlElement } from '../readers/xml/elements.ts';

/** A `dependency` element in the shape that the JSON report gives it. */
export function dependencyOf(element: XmlElement): JsonObject {
  const vulnerabilities = childOf(element, 'vulnerabilities');
  const identifiers = below(childOf(element, 'identifiers'));
  const evidence = childrenOf(childOf(element, 'evidenceCollected'), 'evidence');
  return {
    ...fieldsOf(element),
    ...element.attributes,
    packages: identifiers.filter(({ name }) => name === 'package').map(fieldsOf),
    vulnerabilityIds: identifiers.filter(({ name }) => name === 'vulnerabilityIds').map(fieldsOf),
    // Up to version 4 all identifiers were of this kind.
    identifiers: identifiers
      .filter(({ name }) => name === 'identifier')
      .map((identifier) => ({ ...fieldsOf(identifier), type: identifier.attributes.type ?? '' })),
    evidenceCollected: {
      productEvidence: evidence.filter(({ attributes }) => attributes.type === 'product').map(evidenceOf),
      versionEvidence: evidence.filter(({ attributes }) => attributes.type === 'version').map(evidenceOf),
    },
    relatedDependencies: childrenOf(childOf(element, 'relatedDependencies'), 'relatedDependency').map(
      fieldsOf,
    ),
    projectReferences: childrenOf(childOf(element, 'projectReferences'), 'projectReference').map(({ text }) =>
      text.trim(),
    ),
    vulnerabilities: childrenOf(vulnerabilities, 'vulnerability').map(vulnerabilityOf),
    suppressedVulnerabilities: childrenOf(vulnerabilities, 'suppressedVulnerability').map(vulnerabilityOf),
  };
}

/** Texts of the children that are plain fields. */
export function fieldsOf(element: XmlElement): JsonObject {
  const fields: JsonObject = {};
  for (const { name, text, children } of element.children) {
    const value = text.trim();
    if (children.length === 0 && value !== '' && name !== '__proto__') fields[name] ??= value;
  }
  return fields;
}

function below(element: XmlElement | undefined): XmlElement[] {
  if (element === undefined) return [];
  return element.children.flatMap((child) => [child, ...below(child)]);
}

function evidenceOf(element: XmlElement): JsonObject {
  return { ...fieldsOf(element), confidence: element.attributes.confidence ?? '' };
}

function vulnerabilityOf(element: XmlElement): JsonObject {
  const group = (name: string): JsonValue => {
    const child = childOf(element, name);
    return child === undefined ? null : fieldsOf(child);
  };
  const software = childrenOf(childOf(element, 'vulnerableSoftware'), 'software');
  const cwes = [...childrenOf(childOf(element, 'cwes'), 'cwe'), ...childrenOf(element, 'cwe')];
  return {
    ...fieldsOf(element),
    where: `line ${element.line}`,
    source: element.attributes.source ?? null,
    cvssv2: group('cvssV2'),
    cvssv3: group('cvssV3'),
    cvssv4: group('cvssV4'),
    cwes: cwes.map(({ text }) => text.trim()),
    notes: textIn(element, 'notes') ?? null,
    references: childrenOf(childOf(element, 'references'), 'reference').map(fieldsOf),
    vulnerableSoftware: software.map(({ text, attributes }) => ({
      software: { id: text.trim(), ...attributes },
    })),
    knownExploitedVulnerability: group('knownExploitedVulnerability'),
  };
}
