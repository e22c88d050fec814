import type { DataOf } from '../../kernel/operation.ts';
import type { getIngestionPreview } from './contract.ts';
import { matchText } from './messages.ts';
import type { MatchRow, PlaceRow } from './preview-match-store.ts';
import type { PreviewRow } from './preview-store.ts';

type Item = DataOf<typeof getIngestionPreview>['items'][number];

/** Why the row is this entry of the register on this asset, and what else it could have been. */
export function presentMatch(row: PreviewRow, match: MatchRow | undefined): Item['match'] {
  const pass = passOf(row);
  const assets = match?.assets ?? [];
  const assetPass = assetPassOf(row, match);
  return {
    pass,
    explanation: matchText[pass],
    candidates: (match?.findings ?? []).map(({ targetKey, ...candidate }) => ({
      ...candidate,
      differs: [...candidate.differs],
      target: targetKey,
    })),
    candidatesTotal: match?.findingsTotal ?? 0,
    assetPass,
    assetExplanation: matchText[assetPass],
    assetCandidates: assets.map(({ assetId, name, by }) => ({
      assetId,
      name,
      by: [...by],
      taken: assetId === row.assetId,
    })),
  };
}

function passOf({ change, vulnerabilityId }: PreviewRow): Item['match']['pass'] {
  if (change === 'WOULD_CLOSE' || change === 'FIX_CONFIRMED') return 'COVERAGE';
  return vulnerabilityId === null ? 'NONE' : 'IDENTITY';
}

function assetPassOf(row: PreviewRow, match: MatchRow | undefined): Item['match']['assetPass'] {
  if (row.vulnerabilityId !== null) return 'REGISTER';
  if (match?.mapped) return 'MAPPED';
  return row.assetIsNew ? 'NEW' : 'IDENTIFIER';
}

export function presentPlace(place: PlaceRow): Item['locations'][number] {
  return {
    url: place.url ?? null,
    path: place.path ?? null,
    line: place.line ?? null,
    endLine: place.endLine ?? null,
    method: place.method ?? null,
    parameter: place.parameter ?? null,
    snippet: place.snippet ?? null,
  };
}
