import type { DataOf, QueryOf } from '../../../kernel/operation.ts';
import type { ReadCtx } from '../../../platform/db/ctx.ts';
import type { TenantRequest } from '../../../platform/http/handler.ts';
import type { getBlastRadius } from '../contract.ts';
import type { GraphEngine } from './engine.ts';
import type { GraphParts } from './graph.ts';
import { selectGraph, selectVersion } from './graph-store.ts';
import { type Asked, questionOf } from './origins.ts';
import { presentAnswer } from './present.ts';

/** The question of the reading form: assets only, nothing assumed. */
export function askedOf({ assetId, ...reach }: QueryOf<typeof getBlastRadius>): Asked {
  return { ...reach, compromised: assetId.map((id) => ({ assetId: id })) };
}

/**
 * Looks up, asks the graph, names what came out. No transaction is open while the graph is asked, so that a long answer holds no
 * connection; an asset is never deleted, so that what is named afterwards is there.
 * @throws AppError NOT_FOUND, VALIDATION_FAILED, UNAVAILABLE
 */
export async function blastRadiusOf(
  engine: GraphEngine,
  request: TenantRequest,
  asked: Asked,
): Promise<DataOf<typeof getBlastRadius>> {
  const { question, version } = await request.read(async (ctx) => {
    const [found, now] = await Promise.all([questionOf(ctx, asked), selectVersion(ctx)]);
    return { question: found, version: now };
  });
  const load = (): Promise<GraphParts> => request.read((ctx: ReadCtx) => selectGraph(ctx));
  const answer = await engine.ask({ tenantId: request.caller.tenantId, version, load, question });
  return request.read((ctx) => presentAnswer(ctx, question, answer));
}
