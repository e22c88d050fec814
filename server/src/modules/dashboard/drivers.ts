import type { LossPart, Score } from '../scoring/facade.ts';
import type { RiskRow } from './store.ts';

type Posture = Score['posture'];

/** How much more (above 0) or less a single vulnerability costs than it did. */
interface OwnChange {
  readonly findingId: string;
  readonly microPoints: number;
}

/** The vulnerability behind a change of weight. */
export interface Driver {
  readonly title: string;
  readonly asset: string;
}

/** Looked at on either side; results name at most fifty findings each. */
const mostLookedAt = 20;

/** The vulnerabilities whose own cost changed most between two results, those that rose and those that fell, strongest first. */
export function ownChanges(then: Posture, now: Posture): readonly OwnChange[] {
  const before = costs(then);
  const after = costs(now);
  const changes = [...new Set([...before.keys(), ...after.keys()])]
    .map((findingId) => ({
      findingId,
      microPoints: (after.get(findingId) ?? 0) - (before.get(findingId) ?? 0),
    }))
    .filter(({ microPoints }) => microPoints !== 0)
    .sort((one, other) => other.microPoints - one.microPoints);
  const rose = changes.filter(({ microPoints }) => microPoints > 0).slice(0, mostLookedAt);
  const fell = changes.filter(({ microPoints }) => microPoints < 0).reverse();
  return [...rose, ...fell.slice(0, mostLookedAt)];
}

function costs({ contributions }: Posture): Map<string, number> {
  const byFinding = new Map<string, number>();
  for (const part of contributions)
    if (part.kind === 'FINDING') byFinding.set(part.findingId, part.microPoints);
  return byFinding;
}

interface Wanted {
  readonly code: LossPart['code'];
  readonly better: boolean;
}

/** The strongest of a kind that went the same way; null when none of those that the results name did. */
export function driverOf(
  changes: readonly OwnChange[],
  rows: ReadonlyMap<string, RiskRow>,
  { code, better }: Wanted,
): Driver | null {
  for (const { findingId, microPoints } of changes) {
    const row = rows.get(findingId);
    if (!row || microPoints < 0 !== better || !isOfKind(row, code, better)) continue;
    return { title: row.title, asset: row.assetName };
  }
  return null;
}

/** What costs less may be closed by now, so its status says nothing; whether it was a declared fix then is not known. */
function isOfKind({ status, severity }: RiskRow, code: LossPart['code'], better: boolean): boolean {
  if (code === 'CLIENT_FIXED') return !better && status === 'CLIENT_FIXED';
  return code === `OPEN_${severity}` && (better || status === 'OPEN');
}
