import { advisoryFinding, namedComponent } from '../mapping/advisory.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { arrayOf, numberOf, objectOf, sourceDataOf, textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import type { CvssStatement, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

export interface ClairContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly target: SourceTarget;
}

/** Clair 2 has a severity above Critical, set by hand. */
export function severityOfClair(word: string | undefined): 'CRITICAL' | undefined {
  return word?.toLowerCase() === 'defcon1' ? 'CRITICAL' : undefined;
}

/** A package of a layer and its vulnerabilities. */
export function reportFeature(feature: JsonObject, context: ClairContext): void {
  arrayOf(feature.Vulnerabilities).forEach((value, index) => {
    const where = `${context.where}/Vulnerabilities/${index}`;
    reportItem(context.sink, { value, where, lacks: 'has no name' }, (entry) => {
      const { Name: name = null, Version: version = null, AddedBy = null } = feature;
      return findingOf(
        { ...entry, FeatureName: name, FeatureVersion: version, AddedBy },
        { ...context, where },
      );
    });
  });
}

/** An entry of clair-scanner, whose names are in lower case, or of Klar. */
export function scannerFinding(entry: JsonObject, context: ClairContext): RawFinding | undefined {
  const names: Readonly<Record<string, string>> = {
    vulnerability: 'Name',
    namespace: 'NamespaceName',
    description: 'Description',
    link: 'Link',
    severity: 'Severity',
    fixedby: 'FixedBy',
    featurename: 'FeatureName',
    featureversion: 'FeatureVersion',
  };
  const renamed: JsonObject = {};
  for (const [name, value] of Object.entries(entry)) {
    const known = Object.hasOwn(names, name) ? names[name] : undefined;
    if (name !== '__proto__') renamed[known ?? name] = value;
  }
  return findingOf(renamed, context);
}

const usedFields: ReadonlySet<string> = new Set([
  'Name',
  'Description',
  'Link',
  'Severity',
  'FeatureName',
  'FeatureVersion',
  'FixedBy',
]);

function findingOf(entry: JsonObject, { where, sink, target }: ClairContext): RawFinding | undefined {
  const ruleId = textOf(entry.Name);
  if (ruleId === undefined) return undefined;
  const word = textOf(entry.Severity);
  const namespace = textOf(entry.NamespaceName);
  return advisoryFinding(sink, {
    where,
    ruleId,
    target,
    word,
    severity: severityOfClair(word),
    description: textOf(entry.Description),
    cvss: cvssOf(entry),
    references: [textOf(entry.Link)],
    component: namedComponent({
      name: textOf(entry.FeatureName),
      version: textOf(entry.FeatureVersion),
      fixedVersion: textOf(entry.FixedBy),
      ecosystem: namespace,
    }),
    tags: [namespace],
    sourceData: sourceDataOf(entry, usedFields),
  });
}

/** `Metadata` has the scores of each source: {"NVD": {"CVSSv2": {"Score": 7.5, "Vectors": "AV:N/…"}}}. */
function cvssOf(entry: JsonObject): (CvssStatement | undefined)[] {
  return Object.entries(objectOf(entry.Metadata)).flatMap(([source, scores]) =>
    (
      [
        ['CVSSv3', '3.1'],
        ['CVSSv2', '2.0'],
      ] as const
    ).map(([name, version]) => {
      const { Score, Vectors } = objectOf(objectOf(scores)[name]);
      const score = numberOf(Score);
      // A score of 0 without vector stands for none.
      if (textOf(Vectors) === undefined && (score === undefined || score === 0)) return undefined;
      return cvssStatement({ version, vector: textOf(Vectors), score, source: source.toLowerCase() });
    }),
  );
}
