import type { AssetRisk } from './models/posture-1/asset.ts';
import { type CapTrip, capIndexOf, capRules } from './models/posture-1/caps.ts';
import { findingOdds } from './models/posture-1/finding.ts';
import { MICRO, mulDiv } from './models/posture-1/fixed.ts';
import { groupByIdentity } from './models/posture-1/identity.ts';
import type { PostureAsset, PostureFinding } from './models/posture-1/input.ts';
import { scoreHundredths } from './models/posture-1/score.ts';
import { impactPercent } from './models/posture-1/weights.ts';

/** One piece of work that would close several vulnerabilities: an update of a component, or one kind of fix. */
export type Remedy =
  | { readonly kind: 'COMPONENT'; readonly component: string }
  | { readonly kind: 'RULE'; readonly tool: string; readonly ruleId: string }
  | { readonly kind: 'VERIFY' };

export interface Improvement {
  readonly remedy: Remedy;
  /** Heaviest by odds; its title names the work where the remedy has no name of its own. */
  readonly exampleId: string;
  /** At most `mostIds`, smallest first. */
  readonly vulnerabilityIds: readonly string[];
  readonly vulnerabilities: number;
  readonly assets: number;
  /** What the engine says the score wins, in hundredths of a point. */
  readonly hundredths: number;
}

export interface RemedyRow {
  readonly finding: PostureFinding;
  readonly remedy: Remedy;
}

const mostIds = 200;
/** The engine is asked about so many of the most promising remedies. */
const candidates = 12;
const mostImprovements = 5;

interface Group {
  readonly remedy: Remedy;
  readonly ids: string[];
  vulnerabilities: number;
  example: { readonly id: string; readonly odds: number };
  readonly effects: Effect[];
}

/** What a remedy leaves of one asset. */
interface Effect {
  readonly assetIndex: number;
  readonly criticality: number;
  readonly microOdds: number;
  /** Null: as before. */
  readonly trips: readonly CapTrip[] | null;
}

export interface RemedyCollector {
  /** In the order in which the assets are scored. */
  add(asset: PostureAsset, rows: readonly RemedyRow[], risk: AssetRisk): void;
  best(risks: readonly AssetRisk[]): readonly Improvement[];
}

/** Gathers what each remedy would take off each asset, then asks the engine which win most. */
export function remedyCollector({ asOfMs }: { readonly asOfMs: number }): RemedyCollector {
  const groups = new Map<string, Group>();
  let assetIndex = -1;
  return {
    add(asset, rows, risk) {
      assetIndex += 1;
      for (const [key, left] of leftByRemedy(asset, rows, asOfMs)) {
        const group = groups.get(key) ?? openGroup(left);
        groups.set(key, group);
        note(group, left);
        const trips = left.tripsChanged ? left.trips(asset.assetId) : null;
        const microOdds = risk.microOdds - left.removedOdds;
        group.effects.push({ assetIndex, criticality: asset.criticality, microOdds, trips });
      }
    },
    best: (risks) => rank([...groups.values()], risks),
  };
}

interface Left {
  readonly remedy: Remedy;
  readonly findings: { readonly id: string; readonly odds: number }[];
  removedOdds: number;
  tripsChanged: boolean;
  readonly trips: (assetId: string) => readonly CapTrip[];
}

interface Member {
  readonly id: string;
  readonly key: string;
  readonly odds: number;
  readonly cap: number | null;
}

/**
 * For each remedy of an asset: odds and cap rules that go when its findings are closed. Findings that are one vulnerability
 * count as the heaviest of those that stay, so closing one of two names of the same thing wins nothing.
 */
function leftByRemedy(asset: PostureAsset, rows: readonly RemedyRow[], asOfMs: number): Map<string, Left> {
  const findings = rows.map(({ finding }) => finding);
  const clusterOf = groupByIdentity(findings, asset.aliases);
  const clusters = new Map<number, Member[]>();
  const lefts = new Map<string, Left>();
  for (const [index, { finding, remedy }] of rows.entries()) {
    const key = keyOf(remedy);
    const odds = findingOdds(finding, { exposure: asset.exposure, asOfMs });
    const member = { id: finding.findingId, key, odds, cap: capIndexOf(finding, asset) };
    const cluster = clusterOf?.[index] ?? index;
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), member]);
    const left = lefts.get(key) ?? openLeft(remedy, clusters, key);
    lefts.set(key, left);
    left.findings.push({ id: finding.findingId, odds });
  }
  for (const members of clusters.values()) takeOff(members, lefts);
  return lefts;
}

function openLeft(remedy: Remedy, clusters: ReadonlyMap<number, readonly Member[]>, key: string): Left {
  const trips = (assetId: string) => tripsWithout(key, clusters, assetId);
  return { remedy, findings: [], removedOdds: 0, tripsChanged: false, trips };
}

function takeOff(members: readonly Member[], lefts: ReadonlyMap<string, Left>): void {
  const before = standing(members);
  for (const key of new Set(members.map((member) => member.key))) {
    const after = standing(members.filter((member) => member.key !== key));
    const left = lefts.get(key);
    if (!left) continue;
    left.removedOdds += before.odds - after.odds;
    if (before.cap !== after.cap) left.tripsChanged = true;
  }
}

/** A vulnerability weighs as its heaviest finding and trips its strictest rule. */
function standing(members: readonly Member[]): { readonly odds: number; readonly cap: number | null } {
  let odds = 0;
  let cap: number | null = null;
  for (const member of members) {
    odds = Math.max(odds, member.odds);
    if (member.cap !== null && (cap === null || member.cap < cap)) cap = member.cap;
  }
  return { odds, cap };
}

function tripsWithout(
  key: string,
  clusters: ReadonlyMap<number, readonly Member[]>,
  assetId: string,
): readonly CapTrip[] {
  return [...clusters.values()].flatMap((members) => {
    const rest = members.filter((member) => member.key !== key);
    const { cap } = standing(rest);
    const tripper = rest.find((member) => member.cap === cap);
    return cap === null || !tripper ? [] : [{ capIndex: cap, findings: 1, assetId, findingId: tripper.id }];
  });
}

function openGroup({ remedy }: Left): Group {
  return { remedy, ids: [], vulnerabilities: 0, example: { id: '', odds: -1 }, effects: [] };
}

function note(group: Group, { findings }: Left): void {
  for (const { id, odds } of findings) {
    group.vulnerabilities += 1;
    if (group.ids.length < mostIds) group.ids.push(id);
    if (odds > group.example.odds) group.example = { id, odds };
  }
}

function rank(groups: readonly Group[], risks: readonly AssetRisk[]): readonly Improvement[] {
  const now = scoreHundredths(risks) ?? 0;
  const strictest = risks.reduce<number>(
    (most, { trips }) => Math.min(most, trips[0]?.capIndex ?? capRules.length),
    capRules.length,
  );
  const promise = promiseOf(risks, strictest);
  return groups
    .map((group) => ({ group, promise: promise(group) }))
    .sort(
      (one, other) => other.promise - one.promise || (one.group.example.id < other.group.example.id ? -1 : 1),
    )
    .slice(0, candidates)
    .map(({ group }) => ({ group, hundredths: (scoreHundredths(without(group, risks)) ?? 0) - now }))
    .filter(({ hundredths }) => hundredths > 0)
    .sort((one, other) => other.hundredths - one.hundredths)
    .slice(0, mostImprovements)
    .map(({ group: { remedy, ids, vulnerabilities, example, effects }, hundredths }) => ({
      remedy,
      exampleId: example.id,
      vulnerabilityIds: ids.toSorted(),
      vulnerabilities,
      assets: effects.length,
      hundredths,
    }));
}

/** A guess for choosing whom to ask the engine about: impact taken off, worst ranks counting most, and rules no longer tripped. */
function promiseOf(risks: readonly AssetRisk[], strictest: number): (group: Group) => number {
  const order = risks
    .map((_, index) => index)
    .sort((one, other) => (risks[other]?.microImpact ?? 0) - (risks[one]?.microImpact ?? 0));
  const weights = new Float64Array(risks.length);
  for (const [rank, index] of order.entries())
    weights[index] = 2 / ((rank + 1) * (rank + 2)) + 1 / risks.length;
  return ({ effects }) => {
    let sum = 0;
    for (const { assetIndex, microOdds, trips } of effects) {
      const risk = risks[assetIndex];
      if (!risk) continue;
      const share =
        risk.microOdds === 0
          ? 0
          : 1 - (microOdds * (MICRO + risk.microOdds)) / ((MICRO + microOdds) * risk.microOdds);
      sum += risk.microImpact * share * (weights[assetIndex] ?? 0);
      if (trips && risk.trips[0]?.capIndex === strictest && trips[0]?.capIndex !== strictest) sum += MICRO;
    }
    return sum;
  };
}

function without({ effects }: Group, risks: readonly AssetRisk[]): readonly AssetRisk[] {
  const changed = [...risks];
  for (const { assetIndex, criticality, microOdds, trips } of effects) {
    const risk = risks[assetIndex];
    if (!risk) continue;
    const impact = ((impactPercent[criticality] ?? 0) * MICRO) / 100;
    changed[assetIndex] = {
      ...risk,
      microOdds,
      microRisk: mulDiv(MICRO, microOdds, MICRO + microOdds),
      microImpact: mulDiv(impact, microOdds, MICRO + microOdds),
      trips: trips ?? risk.trips,
    };
  }
  return changed;
}

function keyOf(remedy: Remedy): string {
  if (remedy.kind === 'COMPONENT') return `c ${remedy.component}`;
  return remedy.kind === 'RULE' ? `r ${remedy.tool} ${remedy.ruleId}` : 'v';
}
