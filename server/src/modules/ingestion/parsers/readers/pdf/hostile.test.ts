import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ReportError } from '../../parser.ts';
import { bytesInChunks } from '../../recording-sink.ts';
import { pdfBounds } from './bounds.ts';
import { madePdf, pdfOfObjects, streamObject } from './made-pdf.ts';
import { readPdf } from './reader.ts';

/** Promises 6, numbers 27 to 30: each ends in a sentence or in the text, in time and memory, and runs nothing. */
const maxSeconds = 30;
const maxGrowthBytes = 350 * 1024 * 1024;
const sink = { problem: () => undefined };

async function outcome(bytes: Buffer, bounds = pdfBounds): Promise<string | ReportError> {
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const result: unknown = await readPdf({ source: bytesInChunks(bytes), sink, bounds }).then(
    ({ lines }) => lines.map(({ text }) => text).join('\n'),
    (error: unknown) => error,
  );
  expect((performance.now() - started) / 1_000).toBeLessThan(maxSeconds);
  expect(process.memoryUsage.rss() - before).toBeLessThan(maxGrowthBytes);
  if (typeof result === 'string' || result instanceof ReportError) return result;
  throw new Error(`neither text nor a refusal: ${String(result)}`);
}

async function refusal(bytes: Buffer): Promise<ReportError> {
  const result = await outcome(bytes);
  if (typeof result === 'string') throw new Error(`not refused, but read: ${result.slice(0, 200)}`);
  expect(result.message.length).toBeGreaterThan(30);
  return result;
}

const catalog = '<< /Type /Catalog /Pages 2 0 R >>';
const pages = '<< /Type /Pages /Count 1 /Kids [3 0 R] >>';
const pageWith = (extra: string): string =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R ${extra} >>`;
const helvetica = '/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>';
const hello = Buffer.from('BT /F1 12 Tf 72 700 Td (Hello) Tj ET');

test('27 CVE-2024-4367: a font matrix with a script in it runs nothing', async () => {
  const matrix = '/FontMatrix [1 2 3 4 5 (0\\); globalThis.hacked = true; //)]';
  const glyphs = '/CharProcs << /a 6 0 R >> /Encoding << /Type /Encoding /Differences [72 /a] >>';
  const font = `<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] ${matrix} ${glyphs} /FirstChar 72 /LastChar 72 /Widths [1] >>`;
  const type1 = `<< /Type /Font /Subtype /Type1 /BaseFont /Evil ${matrix} /FontDescriptor << /Type /FontDescriptor /FontName /Evil /FontFile 6 0 R ${matrix} >> >>`;
  for (const evil of [font, type1]) {
    const resources = '/Resources << /Font << /F1 5 0 R >> >>';
    const program = Buffer.from(`%!PS-AdobeFont-1.0\n${matrix} readonly def\neexec`);
    await outcome(
      pdfOfObjects([catalog, pages, pageWith(resources), streamObject(hello), evil, streamObject(program)]),
    );
    expect(Object.hasOwn(globalThis, 'hacked')).toBe(false);
  }
});

describe('28 loops', () => {
  test('a page tree that holds itself', async () => {
    const self = '<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R 2 0 R] /Parent 2 0 R >>';
    expect((await refusal(pdfOfObjects([catalog, self]))).message).toMatch(/damaged/);
  });

  test('a cross-reference table that names itself as the one before', async () => {
    const made = madePdf([{ texts: [{ x: 72, y: 100, text: 'Hello' }] }]).toString('latin1');
    const start = made.lastIndexOf('xref\n0 ');
    const looped = made.replace('/Root 1 0 R', `/Root 1 0 R /Prev ${start}`);
    expect(await outcome(Buffer.from(looped, 'latin1'))).toBe('Hello');
  });

  test('an object that refers to itself, as content and as length', async () => {
    const looped = [catalog, pages, pageWith(helvetica), '4 0 R'];
    await outcome(pdfOfObjects(looped));
    const length = `<< /Length 4 0 R >>\nstream\n${hello.toString()}\nendstream`;
    expect(await outcome(pdfOfObjects([catalog, pages, pageWith(helvetica), length]))).toBe('Hello');
  });

  test('forms that draw each other', async () => {
    const form = (other: string): Buffer =>
      streamObject(
        Buffer.from('/X Do /X Do'),
        ` /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X ${other} >> >>`,
      );
    const resources = '/Resources << /XObject << /X 5 0 R >> >>';
    const bytes = pdfOfObjects([
      catalog,
      pages,
      pageWith(resources),
      streamObject(Buffer.from('/X Do')),
      form('6 0 R'),
      form('5 0 R'),
    ]);
    expect((await refusal(bytes)).message).toMatch(/no text/);
  });

  test('forms that double at each of sixty levels, with and without text at the end', async () => {
    const doubling = (leaf: string): Buffer => {
      const forms = Array.from({ length: 60 }, (_, index) =>
        streamObject(
          Buffer.from('/X Do /X Do'),
          ` /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X ${index + 6} 0 R >> >>`,
        ),
      );
      const end = ` /Type /XObject /Subtype /Form /BBox [0 0 9 9] ${helvetica}`;
      const first = '/Resources << /XObject << /X 5 0 R >> >>';
      const start = [catalog, pages, pageWith(first), streamObject(Buffer.from('/X Do'))];
      return pdfOfObjects([...start, ...forms, streamObject(Buffer.from(leaf), end)]);
    };
    expect((await refusal(doubling('q Q'))).message).toMatch(/no text/);
    // Cut at the bound of a page or stopped at that of memory, whichever the machine meets first.
    const result = await outcome(doubling(hello.toString()));
    expect(typeof result === 'string' ? result.slice(0, 5) : result.code).toMatch(
      /^(?:Hello|PAYLOAD_TOO_LARGE)$/,
    );
  });

  test('bookmarks that follow themselves', async () => {
    const bytes = pdfOfObjects([
      '<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>',
      pages,
      pageWith(helvetica),
      streamObject(hello),
      '<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>',
      '<< /Title (Hello) /Parent 5 0 R /Next 6 0 R /First 6 0 R /Dest [3 0 R /Fit] >>',
    ]);
    expect(await outcome(bytes)).toBe('Hello');
  });
});

describe('29 streams that unpack to gigabytes', () => {
  const zeros = Buffer.alloc(64 * 1024 * 1024, ' ');
  /** 1 GB behind two layers, about 10 KB. */
  const twice = deflateSync(deflateSync(Buffer.alloc(1024 * 1024 * 1024, ' '), { level: 9 }), { level: 9 });
  const once = deflateSync(zeros);

  function pdfWith(data: Buffer, filter: string): Buffer {
    return pdfOfObjects([catalog, pages, pageWith(helvetica), streamObject(data, ` /Filter ${filter}`)]);
  }

  test('1 GB in 10 KB by two layers of FlateDecode is refused with its place', async () => {
    expect(twice.length).toBeLessThan(16 * 1024);
    const error = await refusal(pdfWith(twice, '[/FlateDecode /FlateDecode]'));
    expect([error.code, error.message]).toEqual([
      'PAYLOAD_TOO_LARGE',
      expect.stringMatching(/unpacks to more than 48 MB in the stream at byte \d+/),
    ]);
  });

  test.each([
    ['with its filters spelt in hexadecimal', twice, '[/Fl#61teDecode /#46lateDecode]'],
    ['with its filter in another object', once, '9 0 R'],
    ['behind ASCII85', Buffer.from(ascii85(once)), '[/ASCII85Decode /FlateDecode]'],
    ['behind hexadecimal', Buffer.from(`${once.toString('hex')}>`), '[/AHx /Fl]'],
    ['of LZW', Buffer.alloc(200_000, 1), '/LZWDecode'],
    ['in more layers than anybody needs', once, `[${'/FlateDecode '.repeat(9)}]`],
  ])('%s it is refused too', async (_how, data, filter) => {
    expect((await refusal(pdfWith(data, filter))).code).toBe('PAYLOAD_TOO_LARGE');
  });

  test('it is refused wherever it stands: in an object stream, a font, behind a false end', async () => {
    const objectStream = streamObject(once, ' /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode');
    expect((await refusal(pdfOfObjects([catalog, pages, pageWith(helvetica), objectStream]))).code).toBe(
      'PAYLOAD_TOO_LARGE',
    );
    const stored = deflateSync(Buffer.concat([Buffer.from('endstream'), zeros]), { level: 9 });
    expect((await refusal(pdfWith(stored, '/FlateDecode'))).code).toBe('PAYLOAD_TOO_LARGE');
  });

  test('many streams below the bound are added up', async () => {
    const part = deflateSync(zeros.subarray(0, 40 * 1024 * 1024));
    const objects = [catalog, pages, pageWith(helvetica)];
    const streams = Array.from({ length: 20 }, () => streamObject(part, ' /Filter /FlateDecode'));
    expect((await refusal(pdfOfObjects([...objects, ...streams]))).code).toBe('PAYLOAD_TOO_LARGE');
  });

  test('a picture is never unpacked, also when a page uses it as its text', async () => {
    const data = ' /Subtype /Image /Width 8192 /Height 8192 /Filter /FlateDecode';
    const bytes = pdfOfObjects([catalog, pages, pageWith(helvetica), streamObject(once, data)]);
    expect((await refusal(bytes)).message).toMatch(/no text/);
  });

  function ascii85(data: Buffer): string {
    const groups: string[] = [];
    for (let at = 0; at + 4 <= data.length; at += 4) {
      let value = data.readUInt32BE(at);
      let group = '';
      for (let digit = 0; digit < 5; digit++) {
        group = String.fromCharCode(33 + (value % 85)) + group;
        value = Math.floor(value / 85);
      }
      groups.push(group);
    }
    return `${groups.join('')}~>`;
  }
});

describe('30 pages, boxes and actions', () => {
  test('100,000 pages are refused', async () => {
    const kids = Array.from({ length: 100_000 }, () => '3 0 R').join(' ');
    const many = `<< /Type /Pages /Count 100000 /Kids [${kids}] >>`;
    const error = await refusal(pdfOfObjects([catalog, many, pageWith(helvetica), streamObject(hello)]));
    expect([error.code, error.message]).toEqual([
      'PAYLOAD_TOO_LARGE',
      expect.stringMatching(/100000 pages; at most 2000/),
    ]);
  });

  test('boxes and places that are no numbers', async () => {
    const page = `<< /Type /Page /Parent 2 0 R /MediaBox [/NaN (x) 1e999 -1e999] /CropBox [0 0 0 0] /Rotate 33 /UserUnit -5 /Contents 4 0 R ${helvetica} >>`;
    const content = Buffer.from(
      'BT /F1 12 Tf 1e999 -1e999 Td (Far) Tj ET BT /F1 NaN Tf 1 0 0 1 nan 5 Tm (Nowhere) Tj ET BT /F1 12 Tf 1 0 0 1 72 700 Tm (Hello) Tj ET',
    );
    expect(await outcome(pdfOfObjects([catalog, pages, page, streamObject(content)]))).toMatch(/Hello/);
  });

  test('scripts, launch actions, attachments and forms are content that nobody opens', async () => {
    const action =
      '<< /S /JavaScript /JS (globalThis.hacked = true; app.launchURL\\("http://canary.example"\\)) >>';
    const actions = `/OpenAction ${action} /AA << /WC ${action} >> /Names << /JavaScript << /Names [(a) ${action}] >> /EmbeddedFiles << /Names [(x.exe) << /F (x.exe) >>] >> >> /AcroForm << /XFA (<xdp/>) /Fields [] >>`;
    const launch = '/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (/bin/sh) >> >>]';
    const bytes = pdfOfObjects([
      `<< /Type /Catalog /Pages 2 0 R ${actions} >>`,
      pages,
      pageWith(`${launch} /AA << /O ${action} >> ${helvetica}`),
      streamObject(hello),
    ]);
    expect(await outcome(bytes)).toBe('Hello');
    expect(Object.hasOwn(globalThis, 'hacked')).toBe(false);
  });
});

describe('time and memory', () => {
  test('a file above the bound is refused before it is held', async () => {
    const bounds = { ...pdfBounds, maxBytes: 10_000 };
    const big = madePdf([{ texts: [{ x: 72, y: 100, text: 'x'.repeat(20_000) }] }]);
    expect(await outcome(big, bounds)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });

  test('reading that takes too long ends in a sentence', async () => {
    const texts = Array.from({ length: 2_000 }, (_, row) => ({ x: 72, y: row / 3, text: 'word' }));
    const slow = madePdf(Array.from({ length: 40 }, () => ({ texts })));
    const error = await outcome(slow, { ...pdfBounds, maxSeconds: 0.2 });
    expect(error).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', message: expect.stringMatching(/longer than/) });
  });

  test('a page with more text than the bound is cut, and says so', async () => {
    const texts = Array.from({ length: 500 }, (_, row) => ({ x: 72, y: 10 + row, text: `word ${row}` }));
    const codes: string[] = [];
    const reading = {
      source: bytesInChunks(madePdf([{ texts }])),
      sink: { problem: ({ code }: { code: string }) => void codes.push(code) },
      bounds: { ...pdfBounds, maxPieces: 100 },
    };
    expect((await readPdf(reading)).lines.length).toBeLessThanOrEqual(100);
    expect(codes).toEqual(['PAGE_CUT']);
  });

  test.each([
    ['nothing but the header', Buffer.from('%PDF-1.7\n')],
    ['a page of HTML after the header', Buffer.from('%PDF-1.7\n<html><script>1</script></html>\n%%EOF')],
    ['an archive behind the header', Buffer.from('%PDF-1.7\nPK\u0003\u0004\n%%EOF')],
  ])('%s is refused', async (_what, bytes) => {
    expect((await refusal(bytes)).code).toBe('UNREADABLE_REPORT');
  });

  test('a file that asks for a password is refused with what to do', async () => {
    const encrypt =
      ' /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A> /U <28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A> >> /ID [<00> <00>]';
    const bytes = pdfOfObjects([catalog, pages, pageWith(helvetica), streamObject(hello)], encrypt);
    expect((await refusal(bytes)).message).toMatch(/password/);
  });
});
