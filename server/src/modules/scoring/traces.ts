import { invalidField, notFound } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { DataOf, QueryOf } from '../../kernel/operation.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { TenantStorage } from '../../platform/storage/object-storage.ts';
import type { getDecisionTrace, listDecisionTraces } from './contract.ts';
import { scoringText } from './messages.ts';
import { lossInputs } from './quantification/trace-inputs.ts';
import { loadInputs, loadObject, storedInputs } from './read-inputs.ts';
import { listTraces, selectTrace, type TraceRow } from './store.ts';

/** Larger inputs are named by their digest only. */
const mostShownInputs = 2_000;

export async function tracePage(
  ctx: ReadCtx,
  query: QueryOf<typeof listDecisionTraces>,
): Promise<DataOf<typeof listDecisionTraces>> {
  const limit = query.limit ?? 50;
  const rows = await listTraces(ctx, {
    subjectType: query.subjectType?.toUpperCase() ?? null,
    subjectId: query.subjectId ?? null,
    kind: query.kind ?? null,
    from: query.from ?? null,
    to: query.to ?? null,
    descending: query.sort?.[0] !== 'decidedAt',
    after: readCursor(query.cursor),
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last ? `${last.createdAt}_${last.id}` : null;
  return { items: shown.map(summaryOf), page: { limit, nextCursor } };
}

function readCursor(cursor: string | undefined): readonly [string, string] | null {
  if (cursor === undefined) return null;
  const [at = '', id = ''] = cursor.split('_');
  if (Number.isNaN(Date.parse(at)) || !isUuid(id))
    throw invalidField('query.cursor', 'is not one that this list gave out');
  return [at, id];
}

/** @throws AppError NOT_FOUND */
export async function requireTrace(ctx: ReadCtx, traceId: string): Promise<TraceRow> {
  const trace = await selectTrace(ctx, traceId);
  if (!trace) throw notFound();
  return trace;
}

/** A decision with its inputs, where they are small enough to read. */
export async function presentTrace(
  storage: TenantStorage,
  trace: TraceRow,
): Promise<DataOf<typeof getDecisionTrace>> {
  return {
    ...summaryOf(trace),
    inputs: (await inputsOf[trace.kind]?.(storage, trace.inputsSha256)) ?? null,
    steps: presentSteps(trace.steps),
    result: { ...trace.result },
  };
}

/** How each kind of decision keeps what it saw. */
const inputsOf: Readonly<
  Record<string, (storage: TenantStorage, sha256: string) => Promise<Record<string, unknown> | null>>
> = { SCORE: shownInputs, LOSS: lossInputs, IMPORT_MAPPING: loadObject };

/** With the blocks that the digest is made of, so that anybody can check it. */
async function shownInputs(storage: TenantStorage, sha256: string): Promise<Record<string, unknown> | null> {
  const inputs = await loadInputs(storage, sha256, { maxFindings: mostShownInputs });
  if (!inputs) return null;
  return { ...inputs, blocks: (await storedInputs(storage, sha256)).manifest.blocks };
}

export function presentSteps(steps: TraceRow['steps']): DataOf<typeof getDecisionTrace>['steps'] {
  return steps.map(({ step, values }) => ({
    label: labelOf(step),
    value: values[passedOn[step] ?? step] ?? '',
    // By name: the database keeps no order.
    detail: Object.entries(values)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  }));
}

/** The value of a step that the next one goes on with. */
const passedOn: Readonly<Record<string, string>> = { count: 'assets', breadth: 'impactSum', loss: 'points' };

function labelOf(step: string): string {
  const labels: Readonly<Record<string, string>> = scoringText.stepLabel;
  return labels[step] ?? step;
}

function summaryOf({
  id,
  kind,
  subjectType,
  subjectId,
  rule,
  ruleVersion,
  outcome,
  inputsSha256,
  createdAt,
}: TraceRow) {
  const subject = { type: subjectType, id: subjectId };
  return { id, kind, subject, rule, ruleVersion, outcome, inputDigest: inputsSha256, decidedAt: createdAt };
}
