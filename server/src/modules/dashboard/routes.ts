import { realTime } from '../../kernel/time.ts';
import { type Binding, reads, serves, type TenantRequest } from '../../platform/http/handler.ts';
import { preparer } from '../../platform/http/prepared.ts';
import type { Principal } from '../../platform/http/principal.ts';
import type { Platform } from '../../platform/platform.ts';
import { scoreIn, versionsOf } from '../scoring/facade.ts';
import { answerCache, type ReadyAnswer } from './answer-cache.ts';
import * as op from './contract.ts';
import { summaryOf } from './summary.ts';
import { trendsOf } from './trends.ts';
import { answerCheapestPath, answerWhatIf } from './what-if.ts';

export const routes = (platform: Platform): readonly Binding[] => {
  const cache = answerCache();
  return [
    serves(op.getDashboardSummary, async (request, { query: { changesSince } }) => {
      if (changesSince !== undefined) realTime('querystring.changesSince', changesSince);
      const { tenantId } = request.caller;
      const registerVersion = versionOf(request.principal, tenantId);
      const nowMs = platform.source.nowMs();
      const question = { tenantId, variant: changesSince ?? '', registerVersion, nowMs };
      const make = () => makeSummary(request, changesSince);
      const ready = cache.find(question) ?? (await cache.make(question, make));
      return ready.answer;
    }),
    reads(op.getDashboardTrends, async (ctx, { query }) =>
      trendsOf(ctx, await scoreIn(ctx, { subject: { type: 'TENANT', id: ctx.tenantId } }), query),
    ),
    serves(op.askWhatIf, async (request, { body }, replay) => {
      const data = await request.read((ctx) => answerWhatIf(ctx, body));
      return replay(() => Promise.resolve(data));
    }),
    reads(op.getCheapestPath, (ctx, { query }) => answerCheapestPath(ctx, query.target)),
  ];
};

/** As the credential's own look-up read it, in this very request. */
function versionOf(principal: Principal, tenantId: string): number {
  if (principal.kind === 'API_KEY') return principal.registerVersion;
  return principal.memberships.find((one) => one.tenantId === tenantId)?.registerVersion ?? 0;
}

const prepare = preparer(op.getDashboardSummary);

/** The snapshot opens after the credential was read, so it is never older than the version asked for. */
async function makeSummary(request: TenantRequest, since: string | undefined): Promise<ReadyAnswer> {
  const { score, summary, historyBegun, registerVersion } = await request.read(async (ctx) => {
    const now = await scoreIn(ctx, { subject: { type: 'TENANT', id: ctx.tenantId } });
    const [made, { register }] = await Promise.all([summaryOf(ctx, now, since), versionsOf(ctx)]);
    return { score: now, ...made, registerVersion: register };
  });
  return {
    answer: prepare(summary),
    registerVersion,
    validUntilMs: score.validUntil === null ? null : Date.parse(score.validUntil),
    keep: historyBegun || summary.overallScore === null,
  };
}
