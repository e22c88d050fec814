import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
import { record } from '../../testing/import.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { idOf, importFindings, listOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
const titles = {
  open: '=HYPERLINK("http://evil.example") in the search',
  fixed: 'Old library',
  verified: 'Weak cipher',
  accepted: 'Login without lock',
  none: 'Reflected script',
} as const;
const falseAlarm = 'The page escapes it; see the pentest of May.';
const inward = 'The shop closes in summer, says the board.';

beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  const finishedAt = new Date(server.clock.nowMs() - 3_600_000).toISOString();
  const findings = [
    { title: titles.open, severity: 'Critical', cve: 'CVE-2026-10001', cwe: 79, cvss: 9.8 },
    { title: titles.fixed, severity: 'High', cve: 'CVE-2026-10002' },
    { title: titles.verified, severity: 'Medium', check: 'tls-weak' },
    { title: titles.accepted, severity: 'Low' },
    { title: titles.none, severity: 'Low', cve: 'CVE-2026-10005' },
    { title: 'A banner', severity: 'Info' },
  ] as const;
  await importFindings(server, tenant.admin, findings, { finishedAt });
  const { admin, member, verifier } = tenant;
  await decide(titles.fixed, { status: 'CLIENT_FIXED', reason: 'updated' }, member.headers);
  await decide(titles.verified, { status: 'CLIENT_FIXED', reason: 'set up anew' }, member.headers);
  await decide(titles.verified, { status: 'VERIFIED', reason: 'scanned' }, verifier.headers);
  const expiresAt = new Date(server.clock.nowMs() + 86_400_000).toISOString();
  await decide(titles.accepted, { status: 'RISK_ACCEPTED', reason: inward, expiresAt }, admin.headers);
  await decide(titles.none, { status: 'FALSE_POSITIVE', reason: falseAlarm }, verifier.headers);
});
afterAll(() => server.close());

async function decide(title: string, body: object, headers: Readonly<Record<string, string>>) {
  const id = await idOf(server, tenant.admin, title);
  const answer = await server.call('PATCH', `/vulnerabilities/${id}/status`, { headers, body });
  expect(answer.status).toBe(200);
}

const fetched = (query: string, headers = tenant.auditor.headers) =>
  server.call('GET', `/vulnerabilities/export${query}`, { headers });

describe('the register as a file', () => {
  it('is JSON in the form of the list by default', async () => {
    const answer = await fetched('');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="vulnerabilities-.*\.json"/);
    const rows = listOf(record(JSON.parse(answer.text)).vulnerabilities);
    const listed = await server.call('GET', '/vulnerabilities?limit=200', { headers: tenant.admin.headers });
    const items = listOf(fieldOf(listed.data, 'items'));
    const byId = (list: typeof items) => new Map(list.map((row) => [row.id, row]));
    expect(byId(rows)).toEqual(byId(items));
    expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).toSorted());
  });

  it('is CSV that runs nothing', async () => {
    const rows = listOf(parse((await fetched('?format=csv')).text, { columns: true }));
    expect(rows.find(({ cves }) => cves === 'CVE-2026-10001')).toMatchObject({
      title: `'${titles.open}`,
      status: 'OPEN',
      severity: 'CRITICAL',
      cvss_score: '9.8',
      cwes: '79',
    });
    expect(rows.map(({ status }) => status)).toEqual(expect.arrayContaining(['VERIFIED', 'RISK_ACCEPTED']));
  });

  it('is a workbook', async () => {
    const response = await server.app.inject({
      method: 'GET',
      url: '/api/v1/vulnerabilities/export?format=xlsx',
      headers: tenant.auditor.headers,
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toContain('spreadsheetml.sheet');
    expect(response.rawPayload.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  });

  it('holds what the filters leave', async () => {
    const rows = listOf(
      parse((await fetched('?format=csv&severity=LOW,MEDIUM&status=CYBERSEC_VERIFIED')).text, {
        columns: true,
      }),
    );
    expect(rows.map(({ title }) => title)).toEqual([titles.verified]);
  });

  it.each(['?format=pdf', '?limit=5', '?dueBefore=2026-02-30T00:00:00Z', '?severity=WORST'])(
    'refuses %s',
    async (query) => {
      expect(await fetched(query)).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    },
  );

  it('is closed to strangers and to keys without the scope, and holds nothing of another tenant', async () => {
    expect(await fetched('', {})).toMatchObject({ status: 401 });
    const key = await makeKey(server, tenant.admin, ['read:assets']);
    expect(await fetched('', key)).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    const other = await makeTenant(server);
    const empty = JSON.parse((await fetched('', other.admin.headers)).text);
    expect(empty.vulnerabilities).toEqual([]);
  });
});

describe('as OpenVEX', () => {
  it('says of each weakness what its status means, and no more than is known', async () => {
    const vex = record(JSON.parse((await fetched('?format=openvex')).text));
    expect(vex).toMatchObject({ '@context': 'https://openvex.dev/ns/v0.2.0', version: 1 });
    const statements = listOf(vex.statements);
    const of = (name: string) => statements.find((one) => fieldOf(one.vulnerability, 'name') === name);
    expect(of('CVE-2026-10001')).toMatchObject({ status: 'affected', action_statement: expect.any(String) });
    expect(of('CVE-2026-10002')).toMatchObject({
      status: 'affected',
      action_statement: expect.stringContaining('not verified yet'),
    });
    expect(statements.filter(({ status }) => status === 'fixed')).toHaveLength(1);
    expect(of('CVE-2026-10005')).toMatchObject({ status: 'not_affected', impact_statement: falseAlarm });
  });

  it('needs what the specification needs, in every statement', async () => {
    for (const one of listOf(JSON.parse((await fetched('?format=openvex')).text).statements)) {
      expect(one.products).toEqual([expect.objectContaining({ '@id': expect.stringMatching(/^urn:uuid:/) })]);
      expect('action_statement' in one).toBe(one.status === 'affected');
      expect('impact_statement' in one).toBe(one.status === 'not_affected');
    }
  });

  it('keeps the reasons of acceptances inside', async () => {
    for (const format of ['openvex', 'cyclonedx'])
      expect((await fetched(`?format=${format}`)).text).not.toContain(inward);
  });
});

describe('as CycloneDX', () => {
  it('states the analysis of each weakness, of things that the document names', async () => {
    const answer = await fetched('?format=cyclonedx');
    expect(answer.headers['content-type']).toBe('application/vnd.cyclonedx+json; version=1.6');
    const bom = record(JSON.parse(answer.text));
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    const weaknesses = listOf(bom.vulnerabilities);
    const named = (name: string) => weaknesses.find(({ id }) => id === name);
    expect(named('CVE-2026-10001')).toMatchObject({
      analysis: { state: 'exploitable' },
      cwes: [79],
      ratings: [{ severity: 'critical', score: 9.8 }],
      source: { name: 'NVD' },
    });
    expect(named('CVE-2026-10005')).toMatchObject({
      analysis: { state: 'false_positive', detail: falseAlarm },
    });
    const stateOf = (title: string) =>
      fieldOf(weaknesses.find(({ description }) => description === title)?.analysis, 'state');
    expect(stateOf(titles.verified)).toBe('resolved');
    expect(weaknesses.find(({ description }) => description === titles.accepted)).toMatchObject({
      analysis: { state: 'exploitable', response: ['will_not_fix'] },
    });
    const refs = new Set(listOf(bom.components).map((component) => component['bom-ref']));
    for (const { affects } of weaknesses) expect(refs.has(fieldOf(listOf(affects)[0], 'ref'))).toBe(true);
    expect(new Set(weaknesses.map((one) => one['bom-ref'])).size).toBe(weaknesses.length);
  });
});
