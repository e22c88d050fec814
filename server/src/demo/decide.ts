import { type CrpClient, type components, everyItem, unwrap } from '../../../client/src/index.ts';
import { assignments, type Decision, decisions, verifyOlderThanDays } from '../../../demo/decisions.ts';
import type { Staff } from './staff.ts';

type Vulnerability = components['schemas']['Vulnerability'];

export interface Decided {
  readonly declared: number;
  readonly verified: number;
  readonly accepted: number;
  readonly falsePositives: number;
}

const dayMs = 86_400_000;
const verifyReason = 'A later scan covered the place and no longer found it.';

/** Carries out what the story's people decide, each signed in as themselves. @throws Error when a decision is refused */
export async function decideAll(staff: Staff, nowMs: number): Promise<Decided> {
  const confirmed = await verifyConfirmed(staff, nowMs);
  const moved = { CLIENT_FIXED: 0, VERIFIED: confirmed, FALSE_POSITIVE: 0, RISK_ACCEPTED: 0 };
  for (const decision of decisions) moved[decision.status] += await decide(staff, decision, nowMs);
  for (const { to, tool, rules } of assignments) {
    const found = await list(staff.admin.crp, { status: ['OPEN'], source: [tool], ruleId: [...rules] });
    for (const { id } of found) await assign(staff.admin.crp, id, staff[to].userId);
  }
  return {
    declared: moved.CLIENT_FIXED,
    verified: moved.VERIFIED,
    accepted: moved.RISK_ACCEPTED,
    falsePositives: moved.FALSE_POSITIVE,
  };
}

/** Fixes that scans confirmed; the newest are left, so that something waits for a decision. */
async function verifyConfirmed({ verifier }: Staff, nowMs: number): Promise<number> {
  const before = nowMs - verifyOlderThanDays * dayMs;
  const fixed = await list(verifier.crp, { status: ['CLIENT_FIXED'] });
  const ids = fixed
    .filter(({ resolvedAt }) => resolvedAt !== null && Date.parse(resolvedAt) < before)
    .map(({ id }) => id);
  let changed = 0;
  for (let from = 0; from < ids.length; from += 500) {
    changed += await move(verifier.crp, ids.slice(from, from + 500), {
      status: 'VERIFIED',
      reason: verifyReason,
    });
  }
  return changed;
}

async function decide(staff: Staff, decision: Decision, nowMs: number): Promise<number> {
  const { crp } = staff[decision.by];
  const found = await list(crp, {
    status: ['OPEN', 'CLIENT_FIXED'],
    source: [decision.tool],
    ruleId: [...decision.rules],
  });
  const ids = found.filter(({ asset }) => decision.assets.includes(asset.name)).map(({ id }) => id);
  if (ids.length === 0) throw new Error(`nothing in the register that this is about: ${decision.reason}`);
  const expiry =
    decision.status === 'RISK_ACCEPTED'
      ? { expiresAt: new Date(nowMs + decision.forDays * dayMs).toISOString() }
      : {};
  return move(crp, ids, { status: decision.status, reason: decision.reason, ...expiry });
}

interface Move {
  readonly status: Decision['status'];
  readonly reason: string;
  readonly expiresAt?: string;
}

async function move(crp: CrpClient, vulnerabilityIds: string[], move: Move): Promise<number> {
  const { changed, refused, results } = await unwrap(
    crp.POST('/api/v1/vulnerabilities/bulk-status', { body: { vulnerabilityIds, ...move } }),
  );
  const why = results.find(({ error }) => error !== null)?.error?.message;
  if (refused > 0) throw new Error(`${refused} decisions were refused: ${why ?? 'no reason given'}`);
  return changed;
}

async function assign(crp: CrpClient, vulnerabilityId: string, ownerId: string): Promise<void> {
  await unwrap(
    crp.PATCH('/api/v1/vulnerabilities/{vulnerabilityId}', {
      params: { path: { vulnerabilityId } },
      body: { ownerId },
    }),
  );
}

interface Filter {
  readonly status: ('OPEN' | 'CLIENT_FIXED')[];
  readonly source?: string[];
  readonly ruleId?: string[];
}

function list(crp: CrpClient, filter: Filter): Promise<Vulnerability[]> {
  return Array.fromAsync(
    everyItem(
      (cursor) =>
        unwrap(
          crp.GET('/api/v1/vulnerabilities', { params: { query: { limit: 200, ...filter, ...cursor } } }),
        ),
      10_000,
    ),
  );
}
