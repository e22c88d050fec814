import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, parserFixture, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

interface Bad {
  readonly name: string;
  readonly report: () => Promise<Buffer> | Buffer;
  readonly tool?: string;
  /** Words of the sentence that help. */
  readonly says: RegExp;
}

const doctype = (inside: string) =>
  `<?xml version="1.0"?><!DOCTYPE NessusClientData_v2 [${inside}]><NessusClientData_v2><Report name="x">&a;</Report></NessusClientData_v2>`;
const depth = (n: number) =>
  Buffer.from(`{"$schema":"sarif-2.1.0","version":"2.1.0","runs":${'['.repeat(n)}${']'.repeat(n)}}`);

/** Of the forty (promises 6), those that a report can be. The parsers' own tests have more of them, byte by byte. */
const bad: readonly Bad[] = [
  {
    name: '1 an external entity that reads a file',
    report: () => Buffer.from(doctype('<!ENTITY a SYSTEM "file:///etc/passwd">')),
    says: /DOCTYPE/i,
  },
  {
    name: '2 an external entity that calls out',
    report: () => Buffer.from(doctype('<!ENTITY a SYSTEM "http://127.0.0.1:9/">')),
    says: /DOCTYPE/i,
  },
  {
    name: '3 a billion laughs',
    report: () => Buffer.from(doctype('<!ENTITY b "ha"><!ENTITY a "&b;&b;&b;&b;&b;&b;">')),
    says: /DOCTYPE/i,
  },
  {
    name: '6 XML a million deep',
    report: () => Buffer.from(`<NessusClientData_v2>${'<a>'.repeat(1_000_000)}`),
    says: /deep|nest/i,
  },
  {
    name: '7 a lying encoding',
    report: () =>
      Buffer.from('<?xml version="1.0" encoding="UTF-16"?><NessusClientData_v2></NessusClientData_v2>'),
    says: /encoding|UTF/i,
  },
  { name: '9 JSON a hundred thousand deep', report: () => depth(100_000), tool: 'sarif', says: /deep|nest/i },
  { name: '19 a ZIP archive', report: () => Buffer.from('504b0304140000000800', 'hex'), says: /ZIP/ },
  { name: '34 a gzip file that holds no report', report: () => gzipSync('{}'), says: /not known/ },
  { name: 'a PDF', report: () => Buffer.from('%PDF-1.7\n'), says: /PDF/ },
  { name: 'a web page', report: () => Buffer.from('<!doctype html><html></html>'), says: /HTML/ },
  {
    name: 'invalid UTF-8',
    report: () =>
      Buffer.concat([
        Buffer.from('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"'),
        Buffer.from([0xff, 0xfe, 0xfa]),
        Buffer.from('"}},"results":[]}]}'),
      ]),
    tool: 'sarif',
    says: /UTF-8/,
  },
  {
    name: 'a report cut in half',
    report: async () => (await parserFixture('nessus/fixtures/happy.nessus')).subarray(0, 2_000),
    says: /cut|end|trunc/i,
  },
  {
    name: 'another tool than the one named',
    report: () => parserFixture('trivy/fixtures/happy.json'),
    tool: 'sarif',
    says: /SARIF|runs/i,
  },
  {
    name: 'a tool that does not exist',
    report: () => parserFixture('trivy/fixtures/happy.json'),
    tool: 'no-such-tool',
    says: /No parser is called/,
  },
];

describe('a report that cannot be read', () => {
  for (const { name, report, tool, says } of bad) {
    it(name, async () => {
      const startedAt = performance.now();
      const job = await importReport(server, tenant.admin, await report(), {
        scopeKey: 'bad',
        ...(tool === undefined ? {} : { tool }),
      });
      expect(job).toMatchObject({
        state: 'FAILED',
        errorCode: expect.stringMatching(/^(UNREADABLE_REPORT|PAYLOAD_TOO_LARGE)$/),
      });
      expect(String(job.stateReason)).toMatch(says);
      expect(performance.now() - startedAt).toBeLessThan(30_000);
    });
  }

  it('left nothing behind, and the server takes the next good one', async () => {
    const { rows } = await server.database.admin.query(
      'select (select count(*)::int from findings) as findings, (select count(*)::int from extractions) as extractions, (select count(*)::int from vulnerabilities) as register',
    );
    expect(rows).toEqual([{ findings: 0, extractions: 0, register: 0 }]);
    expect(
      await importReport(server, tenant.admin, await parserFixture('sarif/fixtures/happy.sarif'), {
        scopeKey: 'good',
      }),
    ).toMatchObject({ state: 'FINALIZED' });
  });
});

describe('an upload that is not one', () => {
  const post = (body: unknown) =>
    server.call('POST', '/report-ingestion/jobs', { headers: tenant.admin.headers, body });

  it('names what is missing', async () => {
    expect(await post({ scopeKey: 'x' })).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await post({ payload: 'x' })).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await post({ scopeKey: 'x', payload: 'x', payloadBase64: 'eHh4' })).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });

  it.each(['startedAt', 'finishedAt'])('refuses an assessment whose %s does not exist', async (name) => {
    const assessment = { [name]: '2026-02-30T12:00:00Z' };
    expect(await post({ scopeKey: 'x', payload: 'x', assessment })).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });

  it('takes a zero-byte report only from a tool that writes one for a clean scan', async () => {
    const boundary = 'zero';
    const form = (fields: Readonly<Record<string, string>>) =>
      `${Object.entries(fields)
        .map(
          ([name, value]) =>
            `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
        )
        .join(
          '',
        )}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="../../etc/passwd"\r\ncontent-type: application/octet-stream\r\n\r\n\r\n--${boundary}--\r\n`;
    const send = async (fields: Readonly<Record<string, string>>) => {
      const response = await server.app.inject({
        method: 'POST',
        url: '/api/v1/report-ingestion/jobs?wait=30',
        headers: { ...tenant.admin.headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
        payload: form(fields),
      });
      return record(record(JSON.parse(response.payload)).data, response.payload);
    };
    expect(await send({ scopeKey: 'zero' })).toMatchObject({
      state: 'FAILED',
      errorCode: 'UNREADABLE_REPORT',
      fileName: 'passwd',
    });
    expect(await send({ scopeKey: 'zero', tool: 'nuclei' })).toMatchObject({
      state: 'VALIDATED',
      counts: { source: 0, extracted: 0 },
    });
  });
});
