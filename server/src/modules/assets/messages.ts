/** What the inventory says to people, in one place. */
export const assetText = {
  changedMeanwhile: 'Somebody changed this asset meanwhile. Read it again.',
  noMember: 'is not an active member of this tenant',
  taken: (kind: string, value: string) => `The ${kind} ${value} belongs to another asset.`,
  unknownAsset: 'is not an asset of this tenant',
  unknownRelationship: 'is not a relationship of this tenant',
  toItself: 'an asset has no relationship with itself',
  twice: (line: number) => `states the same relationship as entry ${line}`,
  nothing: 'Send `relationships`, `remove`, or both.',
  unknownEnds: 'Some entries name an asset or a relationship that does not exist. Nothing was changed.',
  oneOrigin: 'names exactly one of assetId, vulnerabilityId and vendorId',
  unknownInGraph: 'Some entries name what does not exist in this tenant.',
  unknownVulnerability: 'is not a vulnerability of this tenant',
  unknownVendor: 'is not a vendor of this tenant',
} as const;
