import type { DataOf } from '../../kernel/operation.ts';
import { timestampOf } from '../../kernel/source.ts';
import type { TenantRequest } from '../../platform/http/handler.ts';
import { jobCounts } from '../../platform/jobs/worker.ts';
import type { Platform } from '../../platform/platform.ts';
import { verifyChainEnd } from '../audit/facade.ts';
import type { getPhase2Health } from './contract.ts';
import { healthText } from './messages.ts';

type Health = DataOf<typeof getPhase2Health>;
type Capability = Health['capabilities'][number];
type Status = Capability['status'];

const checkLimitMs = 5_000;
const slowDatabaseMs = 250;
const lateQueueSeconds = 60;
const deadQueueSeconds = 900;
/** How many of the newest audit entries are recomputed at each look; the whole chain is checked by the verifier. */
const chainEntries = 500;

/** What each capability really does now. What does not exist says NOT_CONFIGURED, and does not count. */
export async function healthOf(platform: Platform, request: TenantRequest): Promise<Health> {
  const capabilities = await Promise.all([
    checked(platform, 'database', () => database(platform)),
    checked(platform, 'queue', () => queue(platform)),
    checked(platform, 'storage', () => storage(platform)),
    notConfigured('connectors', healthText.noConnectors),
    notConfigured('feeds', healthText.noFeeds),
    notConfigured('graph-cache', healthText.noGraphCache),
    checked(platform, 'audit-chain', () => auditChain(request)),
  ]);
  return {
    status: worst(capabilities.map(({ status }) => status)),
    capabilities,
    checkedAt: timestampOf(platform.source),
  };
}

type Finding = Pick<Capability, 'status' | 'message'> &
  Partial<Pick<Capability, 'latencyMs' | 'lagSeconds' | 'backlog'>>;

async function checked(
  { log }: Platform,
  id: Capability['id'],
  look: () => Promise<Finding>,
): Promise<Capability> {
  const nothing = { latencyMs: null, lagSeconds: null, backlog: null, since: null };
  const found = look().catch((error: unknown): Finding => {
    log.warn({ err: error, capability: id }, 'health check failed');
    return { status: 'DOWN', message: healthText.failed };
  });
  const tooLate = Promise.withResolvers<Finding>();
  const timer = setTimeout(
    () => tooLate.resolve({ status: 'DOWN', message: healthText.noAnswer(checkLimitMs / 1000) }),
    checkLimitMs,
  );
  try {
    return { id, ...nothing, ...(await Promise.race([found, tooLate.promise])) };
  } finally {
    clearTimeout(timer);
  }
}

async function notConfigured(id: Capability['id'], message: string): Promise<Capability> {
  return {
    id,
    status: 'NOT_CONFIGURED',
    message,
    latencyMs: null,
    lagSeconds: null,
    backlog: null,
    since: null,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return Math.round((performance.now() - from) * 10) / 10;
}

async function database({ transactor }: Platform): Promise<Finding> {
  const latencyMs = await timed(() => transactor.lookup({ name: 'health', text: 'select 1', values: [] }));
  return latencyMs > slowDatabaseMs
    ? { status: 'DEGRADED', message: healthText.databaseSlow, latencyMs }
    : { status: 'UP', message: healthText.databaseUp, latencyMs };
}

async function queue({ transactor }: Platform): Promise<Finding> {
  const { waiting, running, dead, oldestWaitSeconds: lagSeconds } = await jobCounts(transactor);
  const counts = { lagSeconds, backlog: waiting };
  if (lagSeconds > deadQueueSeconds) return { status: 'DOWN', message: healthText.queueStopped, ...counts };
  if (lagSeconds > lateQueueSeconds) return { status: 'DEGRADED', message: healthText.queueLate, ...counts };
  if (dead > 0) return { status: 'DEGRADED', message: healthText.queueDead(dead), ...counts };
  return { status: 'UP', message: healthText.queueUp(waiting, running), ...counts };
}

async function storage(platform: Platform): Promise<Finding> {
  return {
    latencyMs: await timed(() => platform.storage.check()),
    status: 'UP',
    message: healthText.storageUp,
  };
}

async function auditChain(request: TenantRequest): Promise<Finding> {
  const { intact, checked: entries, fault } = await request.read((ctx) => verifyChainEnd(ctx, chainEntries));
  return intact
    ? { status: 'UP', message: healthText.chainIntact(entries) }
    : { status: 'DOWN', message: healthText.chainBroken(fault?.seq ?? 0) };
}

const order: readonly Status[] = ['NOT_CONFIGURED', 'UP', 'DEGRADED', 'DOWN'];

function worst(statuses: readonly Status[]): Status {
  return order[Math.max(...statuses.map((status) => order.indexOf(status)))] ?? 'DOWN';
}
