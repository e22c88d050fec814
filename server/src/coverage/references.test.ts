import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadOperations } from '../platform/http/operations.ts';
import { fieldOf } from '../platform/http/tenant.ts';
import { makeTenant, type TestTenant } from '../testing/people.ts';
import { type TestServer, testServer } from '../testing/server.ts';
import { rowsDigest } from './rows-digest.fixture.ts';
import { makeRecords, type Records, riskScenario } from './tenant-records.fixture.ts';

const absentId = '0199ffff-ffff-7fff-bfff-ffffffffffff';

interface Reference {
  readonly method: 'POST' | 'PATCH';
  readonly path: (own: Records) => string;
  readonly body: (id: string, own: Records) => unknown;
  /** Which of the other tenant's records stands in the body. */
  readonly record: string;
}

/** Requests whose body names a record by its id. */
const references: Readonly<Record<string, Reference>> = {
  'createAsset with an owner': {
    method: 'POST',
    path: () => '/assets',
    body: (ownerId) => ({ name: 'web-9', kind: 'HOST', ownerId }),
    record: 'userId',
  },
  'updateAsset with an owner': {
    method: 'PATCH',
    path: ({ assetId }) => `/assets/${assetId}`,
    body: (ownerId) => ({ ownerId }),
    record: 'userId',
  },
  'upsertAssetRelationships to an asset': {
    method: 'POST',
    path: () => '/assets/relationships',
    body: (toId, { assetId: fromId }) => ({ relationships: [{ fromId, toId, type: 'CONNECTS_TO' }] }),
    record: 'assetId',
  },
  'simulateBlastRadius of an asset': {
    method: 'POST',
    path: () => '/assets/blast-radius',
    body: (assetId) => ({ compromised: [{ assetId }] }),
    record: 'assetId',
  },
  'simulateBlastRadius of a vulnerability': {
    method: 'POST',
    path: () => '/assets/blast-radius',
    body: (vulnerabilityId) => ({ compromised: [{ vulnerabilityId }] }),
    record: 'vulnerabilityId',
  },
  'simulateBlastRadius of a vendor': {
    method: 'POST',
    path: () => '/assets/blast-radius',
    body: (vendorId) => ({ compromised: [{ vendorId }] }),
    record: 'assetId',
  },
  'simulateBlastRadius without a vulnerability': {
    method: 'POST',
    path: () => '/assets/blast-radius',
    body: (id, { assetId }) => ({ compromised: [{ assetId }], assume: { fixedVulnerabilities: [id] } }),
    record: 'vulnerabilityId',
  },
  'createRiskScenario with an asset': {
    method: 'POST',
    path: () => '/risk-scenarios',
    body: (id) => ({ ...riskScenario, assetIds: [id] }),
    record: 'assetId',
  },
  'quantifyRiskPortfolio with a correlation': {
    method: 'POST',
    path: () => '/risk-scenarios/portfolio/run',
    body: (oneId, { scenarioId }) => ({
      correlations: [{ oneId, otherId: scenarioId, coefficient: 0.5 }],
    }),
    record: 'scenarioId',
  },
  'updateVulnerability with an asset': {
    method: 'PATCH',
    path: ({ vulnerabilityId }) => `/vulnerabilities/${vulnerabilityId}`,
    body: (assetId) => ({ assetId, reason: 'moved to another machine' }),
    record: 'assetId',
  },
  'updateVulnerability with an owner': {
    method: 'PATCH',
    path: ({ vulnerabilityId }) => `/vulnerabilities/${vulnerabilityId}`,
    body: (ownerId) => ({ ownerId }),
    record: 'userId',
  },
  'createVulnerabilityComment with a mention': {
    method: 'POST',
    path: ({ vulnerabilityId }) => `/vulnerabilities/${vulnerabilityId}/comments`,
    body: (userId) => ({ text: 'please look', mentions: [userId] }),
    record: 'userId',
  },
  'bulkChangeVulnerabilityStatus of a vulnerability': {
    method: 'POST',
    path: () => '/vulnerabilities/bulk-status',
    body: (id) => ({ vulnerabilityIds: [id], status: 'CLIENT_FIXED', reason: 'patched' }),
    record: 'vulnerabilityId',
  },
  'bulkAssignVulnerabilities of a vulnerability': {
    method: 'POST',
    path: () => '/vulnerabilities/bulk-owner',
    body: (id) => ({ vulnerabilityIds: [id], ownerId: null }),
    record: 'vulnerabilityId',
  },
  'bulkAssignVulnerabilities to a person': {
    method: 'POST',
    path: () => '/vulnerabilities/bulk-owner',
    body: (ownerId, { vulnerabilityId }) => ({ vulnerabilityIds: [vulnerabilityId], ownerId }),
    record: 'userId',
  },
  'generateReport of an assessment': {
    method: 'POST',
    path: () => '/reports/generate',
    body: (assessmentId) => ({ reportType: 'BOARD_PACK', assessmentId }),
    record: 'assessmentId',
  },
  'createIngestionJob into an assessment': {
    method: 'POST',
    path: () => '/report-ingestion/jobs',
    body: (id) => ({
      scopeKey: 'prod',
      assessment: { id },
      payload: 'title,severity\nWeak,HIGH\n',
      process: 'none',
    }),
    record: 'assessmentId',
  },
  'createIngestionJob with a column mapping': {
    method: 'POST',
    path: () => '/report-ingestion/jobs',
    body: (mappingId) => ({ scopeKey: 'prod', mappingId, payload: 'a,b\nWeak,HIGH\n', process: 'none' }),
    record: 'mappingId',
  },
  'updateIngestionJob with a column mapping': {
    method: 'PATCH',
    path: ({ jobId }) => `/report-ingestion/jobs/${jobId}`,
    body: (mappingId) => ({ mappingId }),
    record: 'mappingId',
  },
  'updateIngestionJob with an asset': {
    method: 'PATCH',
    path: ({ jobId }) => `/report-ingestion/jobs/${jobId}`,
    body: (assetId) => ({ assetMappings: [{ target: 'web-1', assetId }] }),
    record: 'assetId',
  },
};

/** Query parameters that name a record: `<operation>.<parameter>` with the record's name. */
const recordOfParameter: Readonly<Record<string, string>> = {
  assetId: 'assetId',
  ownerId: 'userId',
  actorId: 'userId',
  subjectId: 'vulnerabilityId',
  assessmentId: 'assessmentId',
  jobId: 'jobId',
  ruleId: 'vulnerabilityId',
};

let server: TestServer;
let own: TestTenant;
let ownRecords: Records;
let foreignRecords: Records;

beforeAll(async () => {
  server = await testServer({ worker: false });
  own = await makeTenant(server, 'Own');
  const foreign = await makeTenant(server, 'Foreign');
  ownRecords = await makeRecords(server, own);
  foreignRecords = await makeRecords(server, foreign);
});
afterAll(() => server.close());

/** What the caller sees of the answer: not the request id, and the id only as the one that was asked for. */
async function answerTo(
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  id: string,
  body?: unknown,
): Promise<string> {
  const answer = await server.call(method, path, {
    headers: own.admin.headers,
    ...(body === undefined ? {} : { body }),
  });
  expect(answer.status, answer.text).toBeLessThan(500);
  return `${answer.status} ${answer.text}`
    .replaceAll(String(answer.headers['x-request-id']), 'REQUEST')
    .replaceAll(id, 'ID');
}

async function bothAnswers({ method, path, body, record }: Reference): Promise<readonly string[]> {
  const foreignId = foreignRecords[record] ?? '';
  return [
    await answerTo(method, path(ownRecords), absentId, body(absentId, ownRecords)),
    await answerTo(method, path(ownRecords), foreignId, body(foreignId, ownRecords)),
  ];
}

describe('a foreign id beside the path', () => {
  it.each(Object.entries(references))(
    '%s is refused like an id that never existed, and nothing is written',
    async (_name, reference) => {
      const before = await rowsDigest(server.database);
      const [absent, foreign] = await bothAnswers(reference);
      expect(foreign).toBe(absent);
      expect(await rowsDigest(server.database)).toEqual(before);
    },
  );

  it('in a query answers as for an id that never existed', async () => {
    let asked = 0;
    for (const op of await loadOperations()) {
      if (op.method !== 'GET' || op.notBuilt || op.access.kind !== 'TENANT' || op.response.kind === 'EVENTS')
        continue;
      const path = op.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => ownRecords[name] ?? '');
      for (const name of Object.keys(Object(fieldOf(op.query, 'properties')))) {
        if (!name.endsWith('Id') || name === 'tenantId') continue;
        const record = recordOfParameter[name];
        expect(record, `say which record ${op.id} names in ${name}`).toBeDefined();
        const foreignId = foreignRecords[record ?? ''] ?? '';
        const absent = await answerTo('GET', `${path}?${name}=${absentId}`, absentId);
        expect(await answerTo('GET', `${path}?${name}=${foreignId}`, foreignId), `${op.id} ${name}`).toBe(
          absent,
        );
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(8);
  });
});
