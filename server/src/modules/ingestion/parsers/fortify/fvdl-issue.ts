import { given } from '../mapping/given.ts';
import { numberOf, positiveOf } from '../mapping/json.ts';
import type { FindingLocation } from '../parser.ts';
import { attributeOf, childOf, childrenOf, textIn, type XmlElement } from '../readers/xml/elements.ts';
import type { Ratings } from './priority.ts';

/** A place of a trace, or the id of a node of the pool that holds it. */
export type TracePlace = FindingLocation | string;

/** What is kept of a `<Vulnerability>` until the rules and texts at the end of the file are known. */
export interface FvdlIssue {
  readonly where: string;
  readonly classId: string;
  readonly kingdom: string | undefined;
  readonly type: string | undefined;
  readonly subtype: string | undefined;
  readonly analyzer: string | undefined;
  readonly instanceId: string | undefined;
  readonly instanceSeverity: string | undefined;
  readonly ratings: Ratings;
  /** Values that the texts of the rule leave open. */
  readonly definitions: ReadonlyMap<string, string>;
  /** Main place first. */
  readonly places: readonly TracePlace[];
  readonly functionName: string | undefined;
  /** Id of the main place's snippet. */
  readonly snippetId: string | undefined;
}

/** Texts that thousands of issues have in common, kept once. At most 50,000. */
export class SharedTexts {
  readonly #texts = new Map<string, string>();

  one(text: string | undefined): string | undefined {
    if (text === undefined) return undefined;
    const known = this.#texts.get(text);
    if (known === undefined && this.#texts.size < 50_000) this.#texts.set(text, text);
    return known ?? text;
  }
}

const maxPlaces = 100;
const maxDefinitions = 50;

/** Reads a `<Vulnerability>`; undefined when it names neither class nor type. */
export function fvdlIssueOf(element: XmlElement, shared: SharedTexts): FvdlIssue | undefined {
  const info = childOf(element, 'ClassInfo');
  const type = textIn(info, 'Type');
  const classId = textIn(info, 'ClassID') ?? type;
  if (classId === undefined) return undefined;
  const instance = childOf(element, 'InstanceInfo');
  const unified = childOf(childOf(element, 'AnalysisInfo'), 'Unified');
  const trace = traceOf(unified);
  const context = childOf(unified, 'Context');
  const declared = childOf(context, 'FunctionDeclarationSourceLocation');
  const places = trace.places.length > 0 || declared === undefined ? trace.places : [placeOf(declared)];
  return {
    where: `line ${element.line}`,
    classId: shared.one(classId) ?? classId,
    kingdom: shared.one(textIn(info, 'Kingdom')),
    type: shared.one(type),
    subtype: shared.one(textIn(info, 'Subtype')),
    analyzer: shared.one(textIn(info, 'AnalyzerName')),
    instanceId: textIn(instance, 'InstanceID'),
    instanceSeverity: textIn(instance, 'InstanceSeverity') ?? textIn(info, 'DefaultSeverity'),
    ratings: ratingsOf(info, instance),
    definitions: definitionsOf(childOf(unified, 'ReplacementDefinitions')),
    places: places.map((place) => sharedPlace(place, shared)),
    functionName: attributeOf(childOf(context, 'Function'), 'name'),
    snippetId: trace.snippetId,
  };
}

function sharedPlace(place: TracePlace, shared: SharedTexts): TracePlace {
  return typeof place === 'string' ? place : { ...place, ...given({ path: shared.one(place.path) }) };
}

/** Ratings of the instance itself; those of its rule stand elsewhere and give way to them. */
function ratingsOf(info: XmlElement | undefined, instance: XmlElement | undefined): Ratings {
  const groups = groupsOf(childOf(instance, 'MetaInfo'));
  const severity = textIn(instance, 'InstanceSeverity') ?? textIn(info, 'DefaultSeverity');
  return {
    ...ratingsOfGroups(groups),
    confidence: numberOf(textIn(instance, 'Confidence')),
    instanceSeverity: numberOf(severity),
  };
}

/** `<Group name="Impact">4.0</Group>` of a `<MetaInfo>`, by name. */
export function groupsOf(metaInfo: XmlElement | undefined): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (const group of childrenOf(metaInfo, 'Group').slice(0, 100)) {
    const name = attributeOf(group, 'name');
    const text = group.text.trim();
    if (name !== undefined && text !== '') groups.set(name.slice(0, 200), text.slice(0, 500));
  }
  return groups;
}

export function ratingsOfGroups(groups: ReadonlyMap<string, string>): Ratings {
  return {
    impact: numberOf(groups.get('Impact')),
    probability: numberOf(groups.get('Probability')),
    accuracy: numberOf(groups.get('Accuracy')),
  };
}

function definitionsOf(element: XmlElement | undefined): ReadonlyMap<string, string> {
  const definitions = new Map<string, string>();
  for (const entry of childrenOf(element, 'Def').slice(0, maxDefinitions)) {
    const key = attributeOf(entry, 'key');
    const value = attributeOf(entry, 'value');
    if (key !== undefined && value !== undefined) definitions.set(key, value.slice(0, 500));
  }
  return definitions;
}

interface Trace {
  readonly places: readonly TracePlace[];
  readonly snippetId: string | undefined;
}

/** The nodes of all traces. The main one is marked as default; where none is, the last one is where the flow ends. */
function traceOf(unified: XmlElement | undefined): Trace {
  const nodes = childrenOf(unified, 'Trace')
    .flatMap((trace) => childrenOf(childOf(trace, 'Primary'), 'Entry'))
    .flatMap((entry) => entry.children.filter(({ name }) => name === 'Node' || name === 'NodeRef'));
  const main = nodes.find((node) => attributeOf(node, 'isDefault') === 'true') ?? nodes.at(-1);
  if (main === undefined) return { places: [], snippetId: undefined };
  const ordered = [main, ...nodes.filter((node) => node !== main)].slice(0, maxPlaces);
  const places = ordered.map(placeOfNode).filter((place) => place !== undefined);
  return { places, snippetId: attributeOf(childOf(main, 'SourceLocation'), 'snippet') };
}

function placeOfNode(node: XmlElement): TracePlace | undefined {
  if (node.name === 'NodeRef') return attributeOf(node, 'id');
  const location = childOf(node, 'SourceLocation');
  return location === undefined ? undefined : placeOf(location);
}

export function placeOf(location: XmlElement): FindingLocation {
  return given({
    path: attributeOf(location, 'path'),
    line: positiveOf(attributeOf(location, 'line')),
    endLine: positiveOf(attributeOf(location, 'lineEnd')),
  });
}
