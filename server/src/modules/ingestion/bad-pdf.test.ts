import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { watchChildren } from './extract/child-peak.fixture.ts';
import { overrunRefusal } from './extract/overrun.ts';
import { ChildFailure, spawnParser } from './extract/spawn.ts';
import { ReportError } from './parsers/parser.ts';
import { pdfOfObjects, streamObject } from './parsers/readers/pdf/made-pdf.ts';

/** Promises 6, numbers 27 to 30, as an upload: the parsing child ends by itself, small and soon, and nothing is stored. */
let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

const catalog = '<< /Type /Catalog /Pages 2 0 R >>';
const pages = '<< /Type /Pages /Count 1 /Kids [3 0 R] >>';
const page = (resources: string) =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << ${resources} >> >>`;
const helvetica = '/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>';
const hello = streamObject(Buffer.from('BT /F1 12 Tf 72 700 Td (A penetration test found no issue.) Tj ET'));

function layers(count: number): Buffer {
  let data = deflateSync(Buffer.alloc(1024 * 1024 * 1024, ' '), { level: 9 });
  for (let layer = 1; layer < count; layer += 1) data = deflateSync(data, { level: 9 });
  return data;
}

const bad: readonly {
  readonly name: string;
  readonly pdf: () => Buffer;
  readonly code: string;
  readonly says: RegExp;
}[] = [
  {
    name: '28 a page tree that holds itself',
    pdf: () => pdfOfObjects([catalog, '<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] /Parent 2 0 R >>']),
    code: 'UNREADABLE_REPORT',
    says: /damaged/,
  },
  {
    name: '29 1 GB of FlateDecode in 10 KB',
    pdf: () =>
      pdfOfObjects([
        catalog,
        pages,
        page(helvetica),
        streamObject(layers(2), ' /Filter [/FlateDecode /FlateDecode]'),
      ]),
    code: 'PAYLOAD_TOO_LARGE',
    says: /unpacks to more than 48 MB/,
  },
  {
    name: '29 1 GB of FlateDecode in one layer',
    pdf: () =>
      pdfOfObjects([catalog, pages, page(helvetica), streamObject(layers(1), ' /Filter /FlateDecode')]),
    code: 'PAYLOAD_TOO_LARGE',
    says: /unpacks to more than 48 MB/,
  },
  {
    name: '30 100,000 pages',
    pdf: () => {
      const kids = Array.from({ length: 100_000 }, () => '3 0 R').join(' ');
      return pdfOfObjects([
        catalog,
        `<< /Type /Pages /Count 100000 /Kids [${kids}] >>`,
        page(helvetica),
        hello,
      ]);
    },
    code: 'PAYLOAD_TOO_LARGE',
    says: /100000 pages; at most 2000/,
  },
];

const maxChildBytes = 512 * 1024 * 1024;

describe('a PDF that cannot be read', () => {
  it.each(bad)('$name', async ({ pdf, code, says }) => {
    const bytes = pdf();
    const startedAt = performance.now();
    const watch = watchChildren();
    const job = await importReport(server, tenant.admin, bytes, { scopeKey: 'bad', finalize: false });
    const peak = watch.stop();
    expect(job).toMatchObject({ state: 'FAILED', errorCode: code });
    expect(String(job.stateReason)).toMatch(says);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    if (peak !== undefined) expect(peak).toBeLessThan(maxChildBytes);
  });

  it('27 and 30 fonts, scripts and actions leave nothing but the text', async () => {
    const script = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';
    const evil = `<< /Type /Catalog /Pages 2 0 R /OpenAction ${script} /AA << /WC ${script} >> >>`;
    const font =
      '/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FontMatrix [1 2 3 4 5 (0\\); process.exit\\(9\\); //)] >> >>';
    const job = await importReport(server, tenant.admin, pdfOfObjects([evil, pages, page(font), hello]), {
      scopeKey: 'evil',
      finalize: false,
    });
    expect(job).toMatchObject({ state: 'VALIDATED', counts: { source: 0 } });
  });

  it('leaves no rows', async () => {
    const { rows } = await server.database.admin.query(
      'select (select count(*)::int from findings) as findings, (select count(*)::int from vulnerabilities) as register',
    );
    expect(rows).toEqual([{ findings: 0, register: 0 }]);
  });

  it('is refused, not tried again, when its parser does not end and has to be killed', async () => {
    const child = spawnParser(
      { tool: 'pentest-pdf', scopeKey: 's', sizeBytes: 10_000 },
      { maxMs: 1_500, signal: new AbortController().signal },
    );
    child.rows.resume();
    // The rest never comes.
    child.stdin.write('%PDF-1.7\n');
    const failure: unknown = await child.ended.catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(ChildFailure);
    const refusal = overrunRefusal(failure, 4);
    expect(refusal).toBeInstanceOf(ReportError);
    expect(refusal).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringMatching(/longer than 4 seconds/),
    });
    // A parser without a bound of its own is tried again, and so is a child that crashed.
    expect(overrunRefusal(failure, undefined)).toBe(failure);
    const crash = new ChildFailure('the parser failed (1): bug');
    expect(overrunRefusal(crash, 4)).toBe(crash);
  });
});
