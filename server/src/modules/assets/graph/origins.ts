import { AppError, type ErrorDetail } from '../../../kernel/errors.ts';
import type { BodyOf } from '../../../kernel/operation.ts';
import type { ReadCtx } from '../../../platform/db/ctx.ts';
import type { simulateBlastRadius } from '../contract.ts';
import { assetText } from '../messages.ts';
import { relationshipTypes } from '../shapes.ts';
import { selectAssets, selectEnds, selectVulnerabilities } from './names-store.ts';
import type { Question } from './question.ts';
import { defaults } from './shapes.ts';

export type Asked = BodyOf<typeof simulateBlastRadius>;

/**
 * The question with every id looked up.
 * @throws AppError VALIDATION_FAILED for an entry that names none or two; NOT_FOUND naming every id that is not of the tenant
 */
export async function questionOf(ctx: ReadCtx, asked: Asked): Promise<Question> {
  const { compromised, assume } = asked;
  const unclear = compromised.flatMap(({ assetId, vulnerabilityId, vendorId }, n) =>
    [assetId, vulnerabilityId, vendorId].filter((id) => id !== undefined).length === 1
      ? []
      : [{ path: `body.compromised.${n}`, message: assetText.oneOrigin }],
  );
  if (unclear.length > 0) throw new AppError('VALIDATION_FAILED', assetText.oneOrigin, { details: unclear });
  const fixes = assume?.fixedVulnerabilities ?? [];
  const removals = assume?.removedRelationships ?? [];
  const [assets, vulnerabilities, ends] = await Promise.all([
    selectAssets(
      ctx,
      compromised.flatMap(({ assetId, vendorId }) => assetId ?? vendorId ?? []),
    ),
    selectVulnerabilities(ctx, [...fixes, ...compromised.flatMap((one) => one.vulnerabilityId ?? [])]),
    selectEnds(ctx, removals),
  ]);
  const missing = [
    ...compromised.flatMap(({ assetId, vulnerabilityId, vendorId }, n) => [
      ...unknown(assetId, assets.has(assetId ?? ''), `body.compromised.${n}.assetId`, assetText.unknownAsset),
      ...unknown(
        vulnerabilityId,
        vulnerabilities.has(vulnerabilityId ?? ''),
        `body.compromised.${n}.vulnerabilityId`,
        assetText.unknownVulnerability,
      ),
      ...unknown(
        vendorId,
        assets.get(vendorId ?? '')?.kind === 'VENDOR',
        `body.compromised.${n}.vendorId`,
        assetText.unknownVendor,
      ),
    ]),
    ...fixes.flatMap((id, n) =>
      unknown(
        id,
        vulnerabilities.has(id),
        `body.assume.fixedVulnerabilities.${n}`,
        assetText.unknownVulnerability,
      ),
    ),
    ...removals.flatMap((id, n) =>
      unknown(id, ends.has(id), `body.assume.removedRelationships.${n}`, assetText.unknownRelationship),
    ),
  ];
  if (missing.length > 0)
    throw new AppError('NOT_FOUND', assetText.unknownInGraph, { details: missing.slice(0, 100) });
  return {
    starts: startsOf(asked, (id) => vulnerabilities.get(id)?.assetId ?? ''),
    removed: [...ends.values()].map(({ fromId, toId, type }) => ({ fromId, toId, type: placeOfType(type) })),
    fixed: fixes.map((id) => ({ id, assetId: vulnerabilities.get(id)?.assetId ?? '' })),
    maxHops: asked.maxHops ?? defaults.maxHops,
    minProbability: asked.minProbability ?? defaults.minProbability,
    runs: asked.simulationRuns ?? defaults.runs,
    seed,
    limit: asked.limit ?? defaults.listed,
  };
}

/** One for all, so that the same question has the same answer, and a what-if is compared under the same tosses. */
const seed = 1;

const words: readonly string[] = relationshipTypes;

function placeOfType(type: string): number {
  return words.indexOf(type);
}

function unknown(
  id: string | undefined,
  known: boolean,
  path: string,
  message: string,
): readonly ErrorDetail[] {
  return id === undefined || known ? [] : [{ path, message }];
}

/** One start an asset: a fix takes it away only if nothing but vulnerabilities opens it. */
function startsOf({ compromised }: Asked, assetOf: (vulnerabilityId: string) => string): Question['starts'] {
  const stated = new Set(compromised.flatMap(({ assetId, vendorId }) => assetId ?? vendorId ?? []));
  const fixes = new Map<string, Set<string>>([...stated].map((id) => [id, new Set()]));
  for (const { vulnerabilityId } of compromised) {
    if (vulnerabilityId === undefined) continue;
    const assetId = assetOf(vulnerabilityId);
    if (stated.has(assetId)) continue;
    fixes.set(assetId, (fixes.get(assetId) ?? new Set()).add(vulnerabilityId));
  }
  return [...fixes].map(([assetId, ids]) => ({ assetId, fixes: [...ids].sort() }));
}
