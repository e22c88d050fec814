import type { Severity } from '../../../../kernel/severity.ts';
import { classOfOutcome } from '../mapping/check-outcome.ts';
import { findingOf } from '../mapping/finding.ts';
import { arrayOf, isObject, numberOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOfWord, severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

export interface Cluster {
  /** What the summary says of each control. */
  readonly controls: Map<string, { readonly [name: string]: JsonValue | undefined }>;
  /** File that a resource comes from, for scans of files. */
  readonly paths: Map<string, string>;
  name: string | undefined;
  seenAt: string | undefined;
}

export interface ControlContext {
  readonly where: string;
  readonly target: SourceTarget;
  readonly cluster: Cluster;
  readonly sink: ParseSink;
}

/** The outcome of one control on one resource; undefined without the control's id. */
export function findingOfControl(control: JsonObject, context: ControlContext): RawFinding | undefined {
  const { where, target, cluster, sink } = context;
  const ruleId = textOf(control.controlID) ?? textOf(control.id);
  if (ruleId === undefined) return undefined;
  const known = cluster.controls.get(ruleId) ?? {};
  const { status, subStatus } = outcomeOf(control);
  const isExcepted = /^(?:excluded|exceptions?|ignored)$/i.test(status) || /exception/i.test(subStatus);
  const rating = ratingOf(control, known);
  const path = cluster.paths.get(target.raw);
  const rules = arrayOf(control.rules).map(objectOf);
  return findingOf({
    where,
    ruleId,
    title: textOf(control.name) ?? textOf(known.name) ?? ruleId,
    severity: rating.severity ?? severityOrProblem(sink, { word: rating.word, where }),
    sourceSeverity: rating.word,
    resultClass: isExcepted ? 'EXPOSURE_SIGNAL' : (classOfOutcome(status) ?? 'INFORMATIONAL'),
    evidenceClass: 'DIRECT',
    target,
    remediation: lines(rules.flatMap(fixesOf)),
    evidence: lines(rules.flatMap(failuresOf)),
    locations: path === undefined ? [] : [{ path }],
    sourceStatus: isExcepted ? 'SUPPRESSED' : undefined,
    seenAt: cluster.seenAt,
    tags: textsOf(objectOf(known.category ?? null).name),
    sourceData: sourceDataOf(control, new Set(['controlID', 'name'])),
  });
}

/** `status` is a word in old reports and an object in newer ones. */
function outcomeOf(control: JsonObject): { status: string; subStatus: string } {
  const stated = isObject(control.status) ? control.status : objectOf(control.statusInfo);
  const status = textOf(stated.status) ?? textOf(control.status) ?? '';
  return { status, subStatus: textOf(stated.subStatus) ?? textOf(stated.subStatusID) ?? '' };
}

type Known = { readonly [name: string]: JsonValue | undefined };

/** A word where there is one, else the score factor in Kubescape's own bands: 9, 7, 4, 1. */
function ratingOf(control: JsonObject, known: Known): { word: string; severity: Severity | undefined } {
  const word = textOf(control.severity) ?? textOf(known.severity);
  const rated = word === undefined ? undefined : severityOfWord(word);
  if (word !== undefined && rated !== undefined) return { word, severity: rated };
  const factor = numberOf(control.scoreFactor) ?? numberOf(control.baseScore) ?? numberOf(known.scoreFactor);
  if (factor === undefined) return { word: word ?? '', severity: undefined };
  return { word: word ?? String(factor), severity: severityOfFactor(factor) };
}

function severityOfFactor(factor: number): Severity {
  if (factor >= 9) return 'CRITICAL';
  if (factor >= 7) return 'HIGH';
  if (factor >= 4) return 'MEDIUM';
  return factor >= 1 ? 'LOW' : 'INFO';
}

/** "failedPath" in most versions; newer ones split it by what is to be done. */
function failuresOf(rule: JsonObject): string[] {
  return arrayOf(rule.paths)
    .map(objectOf)
    .flatMap((path) => textsOf(path.failedPath ?? path.reviewPath ?? path.deletePath));
}

function fixesOf(rule: JsonObject): string[] {
  return arrayOf(rule.paths)
    .map(objectOf)
    .flatMap(({ fixPath, fixCommand }) => {
      const { path, value } = objectOf(fixPath);
      const change = textOf(path) === undefined ? [] : [`${textOf(path)}=${textOf(value) ?? ''}`];
      return [...change, ...textsOf(fixCommand)];
    });
}

function lines(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : [...new Set(texts)].join('\n').slice(0, 8_000);
}
