import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { AppError, invalidField } from '../../../../kernel/errors.ts';
import { severities } from '../../../../kernel/severity.ts';
import type { PostureState } from './accumulator.ts';
import { createAccumulator } from './accumulator.ts';
import { type AssetRisk, assessAsset } from './asset.ts';
import { type PostureResult, scorePosture } from './score.ts';
import { exposures, findingStatuses, formulaVersion } from './weights.ts';

/** What a decision trace keeps of a score: all that the model saw. JSON-safe. */
export interface PostureTrace extends PostureState {
  readonly formulaVersion: typeof formulaVersion;
  readonly asOfMs: number;
  readonly inputsHash: string;
  readonly topN: number;
}

const closed = { additionalProperties: false };
const id = Type.String({ minLength: 1, maxLength: 512 });
const nullableNumber = Type.Optional(Type.Union([Type.Number(), Type.Null()]));
const whole = Type.Integer({ minimum: 0 });
const severity = Type.Enum(severities);

const assetSchema = Type.Object(
  {
    assetId: id,
    criticality: Type.Integer({ minimum: 1, maximum: 5 }),
    exposure: Type.Enum(exposures),
    assessed: Type.Optional(Type.Boolean()),
    aliases: Type.Optional(Type.Array(Type.Array(id))),
  },
  closed,
);

const controlSchema = Type.Object(
  { controlId: id, share: Type.Number({ minimum: 0, maximum: 1 }), evidenceIds: Type.Array(id) },
  closed,
);

const findingSchema = Type.Object(
  {
    findingId: id,
    assetId: id,
    severity,
    cvssScore: nullableNumber,
    knownExploited: Type.Boolean(),
    epss: nullableNumber,
    status: Type.Enum(findingStatuses),
    recurrences: whole,
    openedAtMs: Type.Integer(),
    slaDueAtMs: nullableNumber,
    controls: Type.Optional(Type.Array(controlSchema, { maxItems: 20 })),
    vulnerabilityKeys: Type.Array(id),
  },
  closed,
);

const capIndex = Type.Integer({ minimum: 0, maximum: 3 });

const countedSchema = Type.Object(
  {
    findingId: id,
    microOdds: whole,
    severity,
    knownExploited: Type.Boolean(),
    clientFixed: Type.Boolean(),
    recurring: Type.Boolean(),
    overdue: Type.Boolean(),
    duplicates: whole,
    capIndex: Type.Union([capIndex, Type.Null()]),
  },
  closed,
);

const tallySchema = Type.Object(
  {
    findings: whole,
    duplicates: whole,
    bySeverity: Type.Object({ CRITICAL: whole, HIGH: whole, MEDIUM: whole, LOW: whole, INFO: whole }, closed),
    knownExploited: whole,
    clientFixed: whole,
    recurring: whole,
    overdue: whole,
  },
  closed,
);

const assessedSchema = Type.Object(
  {
    assetId: id,
    counts: Type.Boolean(),
    microOdds: whole,
    oddsByCode: Type.Object(
      {
        OPEN_CRITICAL: whole,
        OPEN_HIGH: whole,
        OPEN_MEDIUM: whole,
        OPEN_LOW: whole,
        OPEN_INFO: whole,
        CLIENT_FIXED: whole,
      },
      closed,
    ),
    microRisk: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    microImpact: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    heaviest: Type.Array(countedSchema),
    tally: tallySchema,
    trips: Type.Array(Type.Object({ capIndex, findings: whole, assetId: id, findingId: id }, closed)),
  },
  closed,
);

const traceSchema = Compile(
  Type.Object(
    {
      formulaVersion: Type.Literal(formulaVersion),
      asOfMs: Type.Integer(),
      inputsHash: Type.String({ maxLength: 512 }),
      topN: Type.Integer({ minimum: 1, maximum: 50 }),
      assets: Type.Array(assetSchema),
      findings: Type.Array(findingSchema),
      assessed: Type.Array(assessedSchema),
    },
    closed,
  ),
);

/**
 * Scores a stored trace again: equal to the stored result, bit for bit, on any machine and at any time.
 * @throws AppError VALIDATION_FAILED when the trace is not one of this formula, naming the field.
 */
export function recompute(trace: unknown): PostureResult {
  const { asOfMs, inputsHash, topN, assets, findings, assessed } = parseTrace(trace);
  const accumulator = createAccumulator({ asOfMs });
  accumulator.merge({ assets, findings, assessed });
  return accumulator.result({ inputsHash, topN });
}

const blockSchema = Compile(
  Type.Object({ assets: Type.Array(assetSchema), findings: Type.Array(findingSchema) }, closed),
);

/** What a score is of, without its assets and findings. */
export interface PostureHead {
  readonly asOfMs: number;
  readonly inputsHash: string;
  readonly topN: number;
}

/**
 * As `recompute`, from blocks of whole assets with their findings: memory holds one block and a few numbers per asset.
 * @throws AppError VALIDATION_FAILED when a block is none of this formula or an asset's findings stand in another block
 */
export async function scoreBlocks(
  { asOfMs, inputsHash, topN }: PostureHead,
  blocks: AsyncIterable<unknown>,
): Promise<PostureResult> {
  const risks: AssetRisk[] = [];
  for await (const block of blocks) {
    if (!blockSchema.Check(block)) throw notOfThisFormula([...blockSchema.Errors(block)]);
    const { assets, findings } = block;
    const byAsset = Map.groupBy(findings, ({ assetId }) => assetId);
    for (const asset of assets) {
      risks.push(assessAsset({ asset, findings: byAsset.get(asset.assetId) ?? [], asOfMs }));
      byAsset.delete(asset.assetId);
    }
    const [stray] = byAsset.keys();
    if (stray !== undefined) throw invalidField('findings[].assetId', 'names an asset that is not given');
  }
  return scorePosture({ assets: risks, asOfMs, inputsHash, topN });
}

function parseTrace(trace: unknown): PostureTrace {
  if (traceSchema.Check(trace)) return trace;
  throw notOfThisFormula([...traceSchema.Errors(trace)]);
}

function notOfThisFormula(
  errors: readonly { readonly instancePath: string; readonly message: string }[],
): AppError {
  const details = errors
    .slice(0, 20)
    .map(({ instancePath, message }) => ({ path: instancePath || '/', message }));
  return new AppError('VALIDATION_FAILED', `This is not a trace of ${formulaVersion}.`, { details });
}
