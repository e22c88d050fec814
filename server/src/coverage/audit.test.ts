import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../kernel/operation.ts';
import { canonicalJson } from '../platform/crypto/canonical.ts';
import { loadOperations } from '../platform/http/operations.ts';
import { fieldOf } from '../platform/http/tenant.ts';
import { makePerson, makeTenant, type TestPerson, type TestTenant } from '../testing/people.ts';
import { type TestServer, testServer } from '../testing/server.ts';
import { firstBroken } from './audit-chain.fixture.ts';
import { riskScenario } from './tenant-records.fixture.ts';

/** Mutations that the walk below does not reach; their own tests look at their audit rows. This list only shrinks. */
const notWalked = ['confirmTotp', 'disableTotp', 'setUp'];

const built = (await loadOperations()).filter((op) => op.method !== 'GET' && !op.notBuilt);
const operations = new Map(built.map((op) => [op.id, op]));
const walked = new Set<string>();

let server: TestServer;
let tenant: TestTenant;
let second: TestPerson;

beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  second = await makePerson(server, tenant.tenantId, 'WORKSPACE_ADMIN');
  await server.database.admin.query('update users set platform_admin = true where user_id = $1', [
    tenant.admin.userId,
  ]);
});
afterAll(() => server.close());

interface Step {
  readonly headers?: Readonly<Record<string, string>>;
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
}

interface Done {
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Does it, and holds it to what its contract says of the audit log. */
async function step(
  id: string,
  { headers = tenant.admin.headers, ids = {}, query = '', body }: Step = {},
): Promise<Done> {
  const op = operations.get(id);
  if (!op || op.method === 'GET') throw new Error(`${id} is no built mutation`);
  walked.add(id);
  const before = new Set((await auditRows()).map(placeOf));
  const path = op.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? '');
  const answer = await server.call(op.method, `${path}${query}`, {
    headers,
    ...(body === undefined ? {} : { body }),
  });
  expect(answer.status, `${id}: ${answer.text}`).toBeLessThan(300);
  const added = (await auditRows()).filter((row) => !before.has(placeOf(row)));
  const own = added.filter((row) => row.request_id === answer.headers['x-request-id']);
  const named = typesOf(op);
  expect(
    own.map(({ type }) => type).filter((type) => !named.includes(type)),
    `${id}: not named in its contract`,
  ).toEqual([]);
  if (named.length > 0)
    expect(
      added.filter(({ type }) => named.includes(type)).length,
      `${id} left no audit row`,
    ).toBeGreaterThan(0);
  else expect(own).toEqual([]);
  return answer;
}

function typesOf({ audit }: Operation): readonly string[] {
  return 'none' in audit ? [] : audit;
}

interface AuditRow {
  readonly tenant_id: string;
  readonly seq: string;
  readonly type: string;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly request_id: string | null;
  readonly body: string;
  readonly hash: Buffer;
}

function placeOf({ tenant_id, seq }: AuditRow): string {
  return `${tenant_id} ${seq}`;
}

async function auditRows(): Promise<readonly AuditRow[]> {
  const { rows } = await server.database.admin.query<AuditRow>('select * from audit_log');
  return rows;
}

const text = (value: unknown, name: string): string => String(fieldOf(value, name));

describe('every act leaves its audit row', () => {
  it('of people: invitations, sign-in, profile, roles, keys', async () => {
    await step('createTenant', { body: { name: 'Another Ltd', adminEmail: 'first@another.test' } });
    const invited = await step('inviteUser', {
      body: { email: 'new@example.test', role: 'MEMBER', displayName: 'New Person' },
    });
    const token = text(invited.data, 'invitationUrl').split('#token=')[1];
    const password = 'a long enough password 1';
    await step('acceptInvitation', { headers: {}, body: { token, password, displayName: 'New Person' } });
    const signedIn = await step('signIn', { headers: {}, body: { email: 'new@example.test', password } });
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    await step('updateProfile', { headers, body: { displayName: 'Newer Person' } });
    await step('enrolTotp', { headers, body: { password } });
    const changed = await step('changePassword', {
      headers,
      body: { password, newPassword: 'another long password 2' },
    });
    const renewed = String(changed.headers['set-cookie'] ?? cookie).split(';')[0] ?? '';
    await step('signOut', { headers: { ...headers, cookie: renewed } });
    const userId = tenant.member.userId;
    await step('updateUser', { ids: { userId }, body: { role: 'VERIFIER' } });
    await step('removeUser', { ids: { userId } });
    const key = await step('createApiKey', {
      body: { name: 'nightly', scopes: ['read:assets'], expiresInDays: 1 },
    });
    await step('revokeApiKey', { ids: { apiKeyId: text(fieldOf(key.data, 'apiKeyMeta'), 'id') } });
    await step('updateBranding', {
      ids: { tenantId: tenant.tenantId },
      body: { reportFooter: 'Confidential' },
    });
  });

  it('of the inventory', async () => {
    const [one, other] = [
      await step('createAsset', { body: { name: 'a', kind: 'HOST' } }),
      await step('createAsset', { body: { name: 'b', kind: 'HOST' } }),
    ];
    const [fromId, toId] = [text(one.data, 'id'), text(other.data, 'id')];
    await step('updateAsset', { ids: { assetId: fromId }, body: { criticality: 5 } });
    await step('upsertAssetRelationships', {
      body: { relationships: [{ fromId, toId, type: 'CONNECTS_TO' }] },
    });
    await step('simulateBlastRadius', { body: { compromised: [{ assetId: fromId }] } });
    const ids = { scenarioId: text((await step('createRiskScenario', { body: riskScenario })).data, 'id') };
    await step('updateRiskScenario', { ids, body: { name: 'In the shop' } });
    for (const id of ['quantifyRiskScenario', 'quantifyRiskPortfolio']) await step(id, { ids, body: {} });
    await step('deleteRiskScenario', { ids });
  });

  it('of the main job, from the report to the board pack', async () => {
    const scope = await step('createScopeKey', { body: { key: 'prod' } });
    await step('updateScopeKey', {
      ids: { scopeKeyId: text(scope.data, 'id') },
      body: { name: 'Production' },
    });
    await step('updateIngestionSettings', { body: { massClose: { count: 3, share: 0.3 } } });
    const columns = [
      { column: 'Name', field: 'title' },
      { column: 'Risk', field: 'severity' },
    ];
    const mapping = await step('createColumnMapping', { body: { name: 'Sheet', columns } });
    const mappingId = text(mapping.data, 'id');
    await step('updateColumnMapping', { ids: { mappingId }, body: { name: 'The sheet' } });
    await step('deleteColumnMapping', { ids: { mappingId } });
    await step('createAssessment', { body: { name: 'By hand', scopeKey: 'prod' } });
    const payload = [
      'Title,Severity,Url',
      ...[1, 2, 3, 4].map((n) => `Weakness ${n},High,https://shop.example/${n}`),
    ].join('\n');
    const received = await step('createIngestionJob', {
      body: { scopeKey: 'prod', payload, process: 'none' },
    });
    const ids = { jobId: text(received.data, 'id') };
    await step('extractIngestionJob', { ids, query: '?wait=30' });
    await step('updateIngestionJob', {
      ids,
      body: { exclusions: [{ target: 'nowhere', reason: 'out of scope' }] },
    });
    await step('validateIngestionJob', { ids, query: '?wait=30' });
    const finalized = await step('finalizeIngestionJob', { ids, query: '?wait=30', body: {} });
    expect(finalized.data).toMatchObject({ state: 'FINALIZED' });
    const unwanted = await step('createIngestionJob', {
      body: { scopeKey: 'prod', payload, process: 'none' },
    });
    await step('discardIngestionJob', { ids: { jobId: text(unwanted.data, 'id') } });
    const assessmentId = text(finalized.data, 'assessmentId');
    const scored = await step('calculateAssessmentScore', { ids: { assessmentId }, body: {} });
    const traceId = text(scored.data, 'decisionTraceId');
    await step('replayDecisionTrace', { ids: { traceId }, body: {} });
    await step('askWhatIf', { body: {} });
    await step('generateReport', { body: { reportType: 'BOARD_PACK', formats: ['json'] } });
    await step('deleteAssessment', { ids: { assessmentId } });
  });

  it('of the lifecycle of what was found', async () => {
    const list = await server.call('GET', '/vulnerabilities', { headers: tenant.admin.headers });
    const items = fieldOf(list.data, 'items');
    const found = Array.isArray(items) ? items.map((item: unknown) => text(item, 'id')) : [];
    const [a = '', b = '', c = '', d = ''] = found;
    expect(found).toHaveLength(4);
    await step('updateVulnerability', { ids: { vulnerabilityId: a }, body: { notes: 'seen' } });
    await step('updateVulnerability', {
      ids: { vulnerabilityId: a },
      body: { severity: 'LOW', reason: 'not reachable' },
    });
    const said = await step('createVulnerabilityComment', {
      ids: { vulnerabilityId: a },
      body: { text: 'Look' },
    });
    const ids = { vulnerabilityId: a, commentId: text(said.data, 'id') };
    await step('updateVulnerabilityComment', { ids, body: { text: 'Look today' } });
    await step('deleteVulnerabilityComment', { ids });
    const fixed = { status: 'CLIENT_FIXED', reason: 'patched' };
    await step('changeVulnerabilityStatus', { ids: { vulnerabilityId: a }, body: fixed });
    await step('postVulnerabilityStatus', {
      ids: { vulnerabilityId: a },
      headers: second.headers,
      body: { status: 'VERIFIED', reason: 'looked' },
    });
    await step('bulkAssignVulnerabilities', {
      body: { vulnerabilityIds: [b, c], ownerId: tenant.admin.userId },
    });
    await step('bulkChangeVulnerabilityStatus', { body: { vulnerabilityIds: [b, c, d], ...fixed } });
  });

  it('and a question leaves none', async () => {
    await step('verifyReport', { headers: {}, body: { sha256: 'ab'.repeat(32) } });
  });

  it('is walked for every built mutation but those on the list', () => {
    expect(built.map(({ id }) => id).filter((id) => !walked.has(id))).toEqual(notWalked);
  });
});

interface Head {
  readonly audit_seq: string;
  readonly audit_hash: Buffer;
}

describe('the audit log that the walk has left', () => {
  const byTenant = async () => {
    // One statement, one snapshot: jobs of the walk may still append.
    const { rows } = await server.database.admin.query<AuditRow & Head>(
      'select a.*, h.audit_seq, h.audit_hash from audit_log a join tenant_heads h using (tenant_id) order by tenant_id, seq',
    );
    return [...Map.groupBy(rows, (row) => row.tenant_id)];
  };

  it('is one gapless chain a tenant, up to the head', async () => {
    const chains = await byTenant();
    expect(chains.length).toBeGreaterThanOrEqual(2);
    for (const [, rows] of chains) {
      expect(firstBroken(rows)).toBeUndefined();
      const last = rows.at(-1);
      expect([last?.audit_seq, last?.audit_hash]).toEqual([String(rows.length), last?.hash]);
    }
    console.log(
      `audit: ${walked.size} mutations walked, ${chains.map(([, rows]) => rows.length).join(' + ')} rows verified`,
    );
  });

  it('says in the columns what its hashed text says, in canonical form', async () => {
    for (const row of (await byTenant()).flatMap(([, rows]) => rows)) {
      const body: unknown = JSON.parse(row.body);
      expect(canonicalJson(body)).toBe(row.body);
      expect(body).toMatchObject({
        tenantId: row.tenant_id,
        type: row.type,
        subject: { type: row.subject_type, id: row.subject_id },
        actor: { kind: row.actor_kind, id: row.actor_id },
      });
    }
  });

  it('shows the place of a change, a swap, an omission and an insertion', async () => {
    const rows = (await byTenant()).map(([, one]) => one).find((one) => one.length > 10) ?? [];
    const [first, third, fourth] = [rows[0], rows[2], rows[3]];
    if (!first || !third || !fourth) throw new Error('the walk left too little');
    const changed = { ...third, body: third.body.replace('"', '”') };
    expect(firstBroken(rows.with(2, changed))).toBe(3);
    expect(firstBroken(rows.with(2, fourth).with(3, third))).toBe(3);
    expect(firstBroken(rows.toSpliced(2, 1))).toBe(3);
    expect(firstBroken(rows.toSpliced(2, 0, first))).toBe(3);
  });
});
