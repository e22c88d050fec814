import { invalidField } from '../../../../kernel/errors.ts';
import type { Severity } from '../../../../kernel/severity.ts';
import { severities } from '../../../../kernel/severity.ts';
import type { Exposure, FindingStatus } from './weights.ts';
import { exposures, findingStatuses } from './weights.ts';

/** What the model knows of an asset. */
export interface PostureAsset {
  readonly assetId: string;
  /** 1 (lowest) to 5 (crown jewel). */
  readonly criticality: number;
  readonly exposure: Exposure;
  /**
   * Whether anything ever looked at it; default true. An asset that nobody assessed and that has no finding is left
   * out, because not looking is not being clean. Must stay true once the asset has had a finding.
   */
  readonly assessed?: boolean;
  /** Groups of vulnerability keys known to name the same thing, for example from findings that are closed by now. */
  readonly aliases?: readonly (readonly string[])[];
}

/** A measure beside the fix, for example a rule of a web application firewall. */
export interface CompensatingControl {
  readonly controlId: string;
  /** Share of the odds that it removes, 0..1. */
  readonly share: number;
  /** What shows that it is in place. Without any, the control is a claim and counts for nothing. */
  readonly evidenceIds: readonly string[];
}

/** More on one finding are a mistake of whoever counts them. */
const mostControls = 20;

/** An open or client-fixed vulnerability on one asset. Absent and null mean "not known". */
export interface PostureFinding {
  readonly findingId: string;
  readonly assetId: string;
  readonly severity: Severity;
  /** 0..10; refines the severity inside its own band. */
  readonly cvssScore?: number | null;
  /** Listed as exploited in the wild. */
  readonly knownExploited: boolean;
  /** Probability of exploitation within 30 days, 0..1 (FIRST EPSS). */
  readonly epss?: number | null;
  readonly status: FindingStatus;
  /** How often it came back after having been resolved. */
  readonly recurrences: number;
  /** Milliseconds since 1970, UTC. */
  readonly openedAtMs: number;
  /** Milliseconds since 1970, UTC. */
  readonly slaDueAtMs?: number | null;
  /** What stands in an attacker's way although the vulnerability is open. */
  readonly controls?: readonly CompensatingControl[];
  /** Normalised identifiers (CVE, GHSA, OSV, tool rule). Findings of one asset that share one count once. */
  readonly vulnerabilityKeys: readonly string[];
}

/** @throws AppError VALIDATION_FAILED naming the field. */
export function checkAsset(asset: PostureAsset): void {
  const { assetId, criticality, exposure } = asset;
  if (!assetId) throw invalidField('assets[].assetId', 'must not be empty');
  if (!Number.isInteger(criticality) || criticality < 1 || criticality > 5) {
    throw invalidField(`assets[${assetId}].criticality`, 'must be a whole number from 1 to 5');
  }
  if (!exposures.includes(exposure)) {
    throw invalidField(`assets[${assetId}].exposure`, `must be one of ${exposures.join(', ')}`);
  }
}

/** @throws AppError VALIDATION_FAILED naming the field. */
export function checkFinding(finding: PostureFinding): void {
  const { findingId } = finding;
  if (!findingId) throw invalidField('findings[].findingId', 'must not be empty');
  const refuse = (field: string, message: string) => invalidField(`findings[${findingId}].${field}`, message);
  if (!finding.assetId) throw refuse('assetId', 'must not be empty');
  if (!severities.includes(finding.severity))
    throw refuse('severity', `must be one of ${severities.join(', ')}`);
  if (!findingStatuses.includes(finding.status)) {
    throw refuse('status', `must be one of ${findingStatuses.join(', ')}; closed findings are not scored`);
  }
  if (!within(finding.cvssScore, 10)) throw refuse('cvssScore', 'must be from 0 to 10');
  if (!within(finding.epss, 1)) throw refuse('epss', 'must be from 0 to 1');
  if (finding.controls) checkControls(finding.controls, refuse);
  if (!Number.isSafeInteger(finding.recurrences) || finding.recurrences < 0) {
    throw refuse('recurrences', 'must be a whole number, 0 or more');
  }
  if (!isTime(finding.openedAtMs)) throw refuse('openedAtMs', 'must be whole milliseconds since 1970');
  if (finding.slaDueAtMs != null && !isTime(finding.slaDueAtMs)) {
    throw refuse('slaDueAtMs', 'must be whole milliseconds since 1970');
  }
}

function checkControls(
  controls: readonly CompensatingControl[],
  refuse: (field: string, message: string) => Error,
): void {
  if (controls.length > mostControls) throw refuse('controls', `must be at most ${mostControls}`);
  const seen = new Set<string>();
  for (const { controlId, share } of controls) {
    if (!controlId) throw refuse('controls[].controlId', 'must not be empty');
    if (seen.has(controlId)) throw refuse(`controls[${controlId}]`, 'is given twice');
    seen.add(controlId);
    if (!(share >= 0 && share <= 1)) throw refuse(`controls[${controlId}].share`, 'must be from 0 to 1');
  }
}

/** @throws AppError VALIDATION_FAILED unless it is a time in whole milliseconds that a Date can hold. */
export function checkAsOf(asOfMs: number): void {
  if (!isTime(asOfMs)) throw invalidField('asOfMs', 'must be whole milliseconds since 1970');
}

function within(value: number | null | undefined, most: number): boolean {
  return value == null || (value >= 0 && value <= most);
}

/** ECMAScript time range: 100,000,000 days either side of 1970. */
function isTime(value: number): boolean {
  return Number.isSafeInteger(value) && Math.abs(value) <= 8_640_000_000_000_000;
}
