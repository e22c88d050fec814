import type { AssetFilters } from '../../api/assets.ts';
import { defined, readFlag, readText, readWords } from '../../shared/search.ts';

export const kinds = [
  'HOST',
  'SERVICE',
  'COMPONENT',
  'APPLICATION',
  'CONTAINER_IMAGE',
  'REPOSITORY',
  'CLOUD_RESOURCE',
  'DATA_STORE',
  'NETWORK',
  'PERSON',
  'VENDOR',
  'OTHER',
] as const;
export const criticalities = ['5', '4', '3', '2', '1'] as const;
export const exposures = ['INTERNET', 'PARTNER', 'INTERNAL', 'ISOLATED', 'UNKNOWN'] as const;
export const dataClasses = [
  'PUBLIC',
  'INTERNAL',
  'CONFIDENTIAL',
  'PERSONAL',
  'RESTRICTED',
  'UNKNOWN',
] as const;
export const flags = ['kev', 'unowned'] as const;
const sortWords = ['name', 'criticality', 'openTotal', 'lastSeenAt', 'createdAt'] as const;
const sorts = sortWords.flatMap((word) => [word, `-${word}`] as const);

export function readAssetSearch(search: Record<string, unknown>) {
  return defined({
    kind: readWords(search.kind, kinds),
    criticality: readWords(search.criticality, criticalities),
    exposure: readWords(search.exposure, exposures),
    kev: readFlag(search.kev),
    unowned: readFlag(search.unowned),
    q: readText(search.q),
    sort: readWords(search.sort, sorts),
  });
}

export type AssetSearch = ReturnType<typeof readAssetSearch>;

export function toAssetFilters({ criticality, ...same }: AssetSearch): AssetFilters {
  return { ...same, ...defined({ criticality: criticality?.map(Number) }) };
}
