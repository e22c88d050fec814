import type { DataOf } from '../../kernel/operation.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { getIngestionPreview } from './contract.ts';
import { matchText } from './messages.ts';
import {
  assetsOfTargets,
  type PlaceRow,
  type Places,
  placesOf,
  type RegisterEntry,
  registerEntries,
  type TargetAssets,
} from './preview-match-store.ts';
import type { PreviewRow } from './preview-store.ts';
import { getExtraction, type JobRow } from './store.ts';

type Item = DataOf<typeof getIngestionPreview>['items'][number];
type Candidate = Item['match']['candidates'][number];

const maxCandidates = 20;
/** Entries that a page looks at beside those of its own identities. */
const maxEntries = 2_000;

/** What the rows of one page are matched against. */
export interface PageMatches {
  readonly tool: string;
  readonly identityVersion: number;
  readonly targets: ReadonlyMap<string, TargetAssets>;
  readonly entries: readonly RegisterEntry[];
  readonly places: ReadonlyMap<string, Places>;
}

/**
 * Every asset that answers to any identifier of a row's target, every entry of the register that the same tool states by the same
 * check on one of them, and all places of the rows that merge.
 */
export async function matchesOf(
  ctx: ReadCtx,
  job: JobRow,
  rows: readonly PreviewRow[],
): Promise<PageMatches> {
  const { tool, identityVersion } = await getExtraction(ctx, job.extractionId ?? '');
  const fingerprints = rows.map(({ fingerprint }) => fingerprint);
  const targets = await assetsOfTargets(ctx, job, [...new Set(rows.map(({ targetKey }) => targetKey))]);
  const assetIds = new Set(targets.flatMap(({ assets }) => assets.map(({ assetId }) => assetId)));
  const ruleIds = new Set(rows.map(({ ruleId }) => ruleId));
  const [entries, places] = await Promise.all([
    registerEntries(ctx, {
      assetIds: [...assetIds],
      ruleIds: [...ruleIds],
      fingerprints,
      limit: maxEntries,
    }),
    placesOf(ctx, job, fingerprints),
  ]);
  return {
    tool,
    identityVersion,
    targets: new Map(targets.map((target) => [target.targetKey, target])),
    entries,
    places: new Map(places.map((place) => [place.fingerprint, place])),
  };
}

/** Why the row is this entry of the register on this asset, and what else it could have been. */
export function presentMatch(row: PreviewRow, matches: PageMatches): Item['match'] {
  const pass = passOf(row);
  const target = matches.targets.get(row.targetKey);
  const assets = target?.assets ?? [];
  const assetPass = assetPassOf(row, target);
  const candidates = candidatesOf(row, matches, new Set(assets.map(({ assetId }) => assetId)));
  return {
    pass,
    explanation: matchText[pass],
    candidates: candidates.slice(0, maxCandidates),
    candidatesTotal: candidates.length,
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

function assetPassOf(row: PreviewRow, target: TargetAssets | undefined): Item['match']['assetPass'] {
  if (row.vulnerabilityId !== null) return 'REGISTER';
  if (target?.mapped) return 'MAPPED';
  return row.assetIsNew ? 'NEW' : 'IDENTIFIER';
}

/** The one of the same identity first, then the others by age. */
function candidatesOf(
  row: PreviewRow,
  { tool, identityVersion, entries }: PageMatches,
  assetIds: ReadonlySet<string>,
): readonly Candidate[] {
  const taken = (entry: RegisterEntry) => entry.fingerprint === row.fingerprint;
  const found = entries.filter(
    (entry) =>
      taken(entry) || (entry.tool === tool && entry.ruleId === row.ruleId && assetIds.has(entry.assetId)),
  );
  return [...found.filter(taken), ...found.filter((entry) => !taken(entry))].map((entry) => ({
    vulnerabilityId: entry.vulnerabilityId,
    title: entry.title,
    severity: entry.severity,
    status: entry.status,
    target: entry.targetKey,
    taken: taken(entry),
    differs: taken(entry) ? [] : differences(row, entry, identityVersion),
  }));
}

function differences(row: PreviewRow, entry: RegisterEntry, identityVersion: number): Candidate['differs'] {
  const parts: Candidate['differs'] = [];
  if (entry.targetKey !== row.targetKey) parts.push('TARGET');
  if (entry.service !== row.serviceText) parts.push('SERVICE');
  if (entry.component !== row.componentText) parts.push('COMPONENT');
  if (entry.location !== row.placeText) parts.push('PLACE');
  if (entry.identityVersion !== identityVersion) parts.push('VERSION');
  return parts.length > 0 ? parts : ['OTHER'];
}

export function presentPlaces(
  row: PreviewRow,
  { places }: PageMatches,
): Pick<Item, 'locations' | 'locationsCount'> {
  const found = places.get(row.fingerprint);
  return { locations: (found?.places ?? []).map(presentPlace), locationsCount: found?.total ?? 0 };
}

function presentPlace(place: PlaceRow): Item['locations'][number] {
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
