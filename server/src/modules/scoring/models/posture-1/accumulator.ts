import { invalidField } from '../../../../kernel/errors.ts';
import type { AssetRisk } from './asset.ts';
import { assessAsset } from './asset.ts';
import type { PostureAsset, PostureFinding } from './input.ts';
import { checkAsOf } from './input.ts';
import type { PostureResult } from './score.ts';
import { scorePosture } from './score.ts';

/** Everything an accumulator was given; plain data that another one can merge. */
export interface PostureState {
  readonly assets: readonly PostureAsset[];
  readonly findings: readonly PostureFinding[];
  readonly assessed: readonly AssetRisk[];
}

export interface Accumulator {
  addAsset(asset: PostureAsset): void;
  /** In any order, before or after its asset. */
  addFinding(finding: PostureFinding): void;
  /** An asset whose findings are complete, already reduced by `assessAsset` at the same as-of time. */
  addAssessed(risk: AssetRisk): void;
  merge(state: PostureState): void;
  /** In order of ids, so that equal content gives equal bytes whatever the order of adding was. */
  state(): PostureState;
  /** @throws AppError VALIDATION_FAILED naming the field; never a partial result. */
  result(options: { readonly inputsHash: string; readonly topN?: number }): PostureResult;
}

interface Slot {
  asset: PostureAsset | undefined;
  findings: PostureFinding[];
}

/**
 * Collects assets and findings in any order and in any number of batches, and scores them as of `asOfMs`.
 * @throws AppError VALIDATION_FAILED naming the field.
 */
export function createAccumulator({ asOfMs }: { readonly asOfMs: number }): Accumulator {
  checkAsOf(asOfMs);
  const slots = new Map<string, Slot>();
  const assessed = new Map<string, AssetRisk>();

  // Rows often come asset by asset: the last slot answers most look-ups.
  let lastId: string | undefined;
  let last: Slot | undefined;
  const slotOf = (assetId: string): Slot => {
    if (last && assetId === lastId) return last;
    lastId = assetId;
    last = slots.get(assetId) ?? openSlot(assetId);
    return last;
  };
  const openSlot = (assetId: string): Slot => {
    const slot: Slot = { asset: undefined, findings: [] };
    slots.set(assetId, slot);
    return slot;
  };
  const addAsset = (asset: PostureAsset) => {
    const slot = slotOf(asset.assetId);
    if (slot.asset) throw invalidField(`assets[${asset.assetId}]`, 'is given twice');
    slot.asset = asset;
  };
  const addFinding = (finding: PostureFinding) => {
    slotOf(finding.assetId).findings.push(finding);
  };
  const addAssessed = (risk: AssetRisk) => {
    if (assessed.has(risk.assetId)) throw invalidField(`assessed[${risk.assetId}]`, 'is given twice');
    assessed.set(risk.assetId, risk);
  };
  return {
    addAsset,
    addFinding,
    addAssessed,
    merge(state) {
      for (const asset of state.assets) addAsset(asset);
      for (const finding of state.findings) addFinding(finding);
      for (const risk of state.assessed) addAssessed(risk);
    },
    state: () => stateOf(slots, assessed),
    result({ inputsHash, topN }) {
      const assets = [...assessed.values(), ...assessAll({ slots, assessed, asOfMs })];
      return scorePosture({ assets, asOfMs, inputsHash, ...(topN === undefined ? {} : { topN }) });
    },
  };
}

interface AssessAllInput {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly assessed: ReadonlyMap<string, AssetRisk>;
  readonly asOfMs: number;
}

function assessAll({ slots, assessed, asOfMs }: AssessAllInput): AssetRisk[] {
  const risks: AssetRisk[] = [];
  for (const [assetId, { asset, findings }] of slots) {
    if (!asset)
      throw invalidField(`findings[${findings[0]?.findingId}].assetId`, 'names an asset that is not given');
    if (assessed.has(assetId)) throw invalidField(`assets[${assetId}]`, 'is given both whole and assessed');
    risks.push(assessAsset({ asset, findings, asOfMs }));
  }
  return risks;
}

function stateOf(slots: ReadonlyMap<string, Slot>, assessed: ReadonlyMap<string, AssetRisk>): PostureState {
  const ordered = [...slots].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    assets: ordered.flatMap(([, { asset }]) => (asset ? [asset] : [])),
    findings: ordered.flatMap(([, { findings }]) => [...findings].sort(byFindingId)),
    assessed: [...assessed.values()].sort((one, other) => (one.assetId < other.assetId ? -1 : 1)),
  };
}

function byFindingId(one: PostureFinding, other: PostureFinding): number {
  if (one.findingId === other.findingId) return 0;
  return one.findingId < other.findingId ? -1 : 1;
}
