import { describe, expect, test } from 'vitest';
import cyclonedx from './cyclonedx/parse.ts';
import genericCsv from './generic-csv/parse.ts';
import genericJson from './generic-json/parse.ts';
import nessus from './nessus/parse.ts';
import nuclei from './nuclei/parse.ts';
import { defaultLimits, type Parse, ReportError } from './parser.ts';
import { readBytes, readText } from './reading.ts';
import { RecordingSink } from './recording-sink.ts';
import sarif from './sarif/parse.ts';
import trivy from './trivy/parse.ts';
import zap from './zap/parse.ts';

const maxSeconds = 5;
const maxGrowthBytes = 200 * 1024 * 1024;
const encoder = new TextEncoder();

/** A file made piece by piece, so that its size is no one's memory but the parser's. */
async function* repeated(start: string, piece: string, times: number, end = ''): AsyncGenerator<Uint8Array> {
  yield encoder.encode(start);
  const perChunk = Math.max(1, Math.floor(65_536 / piece.length));
  const chunk = encoder.encode(piece.repeat(perChunk));
  for (let sent = 0; sent < times; sent += perChunk) yield chunk;
  yield encoder.encode(end);
}

async function refusal(parse: Parse, source: AsyncIterable<Uint8Array> | string): Promise<ReportError> {
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const stream = typeof source === 'string' ? repeated(source, ' ', 1) : source;
  const error: unknown = await parse(stream, new RecordingSink(), defaultLimits).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect((performance.now() - started) / 1_000).toBeLessThan(maxSeconds);
  expect(process.memoryUsage.rss() - before).toBeLessThan(maxGrowthBytes);
  if (!(error instanceof ReportError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

const nessusStart =
  '<NessusClientData_v2><Report name="r"><ReportHost name="h"><ReportItem pluginID="1" severity="1">';

describe('XML', () => {
  test.each([
    [
      '1 an external entity of a file',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><NessusClientData_v2>&x;</NessusClientData_v2>',
    ],
    [
      '2 an external entity over http',
      '<!DOCTYPE a SYSTEM "http://canary.example/x.dtd"><NessusClientData_v2/>',
    ],
    [
      '3 entities of entities',
      '<!DOCTYPE a [<!ENTITY b "xx"><!ENTITY c "&b;&b;"><!ENTITY d "&c;&c;">]><OWASPZAPReport>&d;</OWASPZAPReport>',
    ],
    [
      '4 one large entity used many times',
      `<!DOCTYPE a [<!ENTITY x "${'A'.repeat(1_024)}">]><bom>${'&x;'.repeat(100_000)}</bom>`,
    ],
  ])('%s: a DOCTYPE is refused', async (_what, text) => {
    for (const parse of [nessus, zap, cyclonedx]) {
      const error = await refusal(parse, text);
      expect(error.code).toBe('UNREADABLE_REPORT');
      expect(error.message).toMatch(/DOCTYPE/);
    }
  });

  test('an entity that nobody defined is refused with its line', async () => {
    const error = await refusal(
      nessus,
      '<NessusClientData_v2>\n<Report>&nbsp;</Report></NessusClientData_v2>',
    );
    expect(error.message).toMatch(/line 2.*undefined entity/);
    expect(error.where).toBe('line 2');
  });

  test('5 a million numeric references are refused', async () => {
    const error = await refusal(nessus, repeated(`${nessusStart}<description>`, '&#65;', 1_000_000));
    expect([error.code, error.message]).toEqual([
      'PAYLOAD_TOO_LARGE',
      expect.stringMatching(/numeric character references/),
    ]);
  });

  test('a text in numeric references, as tools without UTF-8 write it, is read', async () => {
    const text = `<NessusClientData_v2><Report><ReportHost name="h"><ReportItem pluginID="1" severity="1"><description>${'&#26085;'.repeat(2_000)}</description></ReportItem></ReportHost></Report></NessusClientData_v2>`;
    expect((await readText(nessus, text)).findings[0]?.description).toBe('日'.repeat(2_000));
  });

  test('6 a million levels are refused at the bound', async () => {
    for (const [parse, root] of [
      [nessus, 'NessusClientData_v2'],
      [zap, 'OWASPZAPReport'],
      [cyclonedx, 'bom'],
    ] as const) {
      const error = await refusal(parse, repeated(`<${root}>`, '<a>', 1_000_000));
      expect([error.code, error.message]).toEqual([
        'PAYLOAD_TOO_LARGE',
        expect.stringMatching(/deeper than 100/),
      ]);
    }
  });

  test.each([
    [
      'UTF-16 declared, UTF-8 written',
      encoder.encode('<?xml version="1.0" encoding="UTF-16"?><NessusClientData_v2/>'),
      /declares the encoding "utf-16", but its bytes are UTF-8/,
    ],
    [
      'UTF-8 declared, UTF-16 written',
      Buffer.from('\uFEFF<?xml version="1.0" encoding="UTF-8"?><NessusClientData_v2/>', 'utf16le'),
      /declares the encoding "utf-8", but its bytes are UTF-16LE/,
    ],
    [
      'UTF-7',
      encoder.encode('<?xml version="1.0" encoding="UTF-7"?><NessusClientData_v2/>'),
      /"utf-7", which is not read/,
    ],
    [
      'a UTF-8 mark under another name',
      encoder.encode('\uFEFF<?xml version="1.0" encoding="ISO-8859-1"?><NessusClientData_v2/>'),
      /declares the encoding "iso-8859-1"/,
    ],
  ])('7 %s is refused', async (_what, bytes, sentence) => {
    await expect(readBytes(nessus, bytes)).rejects.toThrow(ReportError);
    await expect(readBytes(nessus, bytes)).rejects.toThrow(sentence);
  });

  test('invalid UTF-8 is refused with its offset', async () => {
    const bytes = new Uint8Array([...encoder.encode('<NessusClientData_v2>é'), 0xc3, 0x28]);
    for (const chunkLength of [1, 7, 1_000]) {
      await expect(readBytes(nessus, bytes, { chunkLength })).rejects.toThrow(/not valid UTF-8 at byte 23/);
    }
  });

  test('8 tags and attributes named like properties of every object are only names', async () => {
    const sink = await readText(
      nessus,
      `<NessusClientData_v2><Report><ReportHost name="h"><HostProperties><tag name="__proto__">x</tag></HostProperties><ReportItem pluginID="1" severity="1" __proto__="x" constructor="y"><__proto__>x</__proto__><constructor>y</constructor></ReportItem></ReportHost></Report></NessusClientData_v2>`,
    );
    expect(sink.findings).toHaveLength(1);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test('a text of 300 MB that never ends is refused in bounded memory', async () => {
    const error = await refusal(nessus, repeated(`${nessusStart}<description>`, 'A'.repeat(65_536), 4_800));
    expect([error.code, error.message]).toEqual(['PAYLOAD_TOO_LARGE', expect.stringMatching(/longer than/)]);
  });

  test('100,000 attributes on one element are refused', async () => {
    const attributes = Array.from({ length: 100_000 }, (_, index) => `a${index}="1"`).join(' ');
    const error = await refusal(nessus, `<NessusClientData_v2 ${attributes}/>`);
    expect([error.code, error.message]).toEqual(['PAYLOAD_TOO_LARGE', expect.stringMatching(/attributes/)]);
  });

  test('100,000 element names are refused', async () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `<a${index}/>`).join('');
    expect((await refusal(nessus, `<NessusClientData_v2>${names}</NessusClientData_v2>`)).code).toBe(
      'PAYLOAD_TOO_LARGE',
    );
  });

  test('a long text is cut and the cut is reported', async () => {
    const sink = await readText(
      nessus,
      `<NessusClientData_v2><Report><ReportHost name="h"><ReportItem pluginID="1" severity="1"><description>${'A'.repeat(100_000)}</description></ReportItem></ReportHost></Report></NessusClientData_v2>`,
    );
    expect(sink.findings[0]?.description).toHaveLength(65_536);
    expect(sink.problems).toMatchObject([{ code: 'FIELD_TRUNCATED', dropsItem: false }]);
  });

  test('another root element is named', async () => {
    expect((await refusal(nessus, '<OWASPZAPReport/>')).message).toMatch(
      /<OWASPZAPReport>.*<NessusClientData_v2>/,
    );
  });
});

describe('JSON', () => {
  const jsonParsers: readonly (readonly [string, Parse, string])[] = [
    ['trivy', trivy, '{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"t","Vulnerabilities":['],
    ['sarif', sarif, '{"version":"2.1.0","runs":[{"results":['],
    ['zap', zap, '{"@version":"1","site":[{"alerts":['],
    ['cyclonedx', cyclonedx, '{"bomFormat":"CycloneDX","vulnerabilities":['],
    ['generic-json', genericJson, '{"findings":['],
  ];

  test.each(jsonParsers)('9 a million levels end at the bound (%s)', async (_id, parse, start) => {
    for (const piece of ['[', '{"a":']) {
      const error = await refusal(parse, repeated(start, piece, 1_000_000));
      expect([error.code, error.message]).toEqual([
        'PAYLOAD_TOO_LARGE',
        expect.stringMatching(/deeper than 100/),
      ]);
    }
  });

  test('9 a million levels in one line are one bad line', async () => {
    const deep = '['.repeat(1_000_000);
    const sink = await readText(
      nuclei,
      `{"template-id":"a","info":{"severity":"low"},"host":"h"}\n${deep}\n`,
    );
    expect([sink.findings.length, sink.problems[0]?.message]).toEqual([
      1,
      expect.stringMatching(/deeper than 100/),
    ]);
  });

  test('10 __proto__ and constructor change no object', async () => {
    const entry =
      '{"VulnerabilityID":"CVE-2025-1000","Severity":"LOW","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
    const sink = await readText(
      trivy,
      `{"__proto__":{"isAdmin":true},"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"t","Vulnerabilities":[${entry}]}]}`,
    );
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
    const [finding] = sink.findings;
    expect(finding).toBeDefined();
    expect(Object.getPrototypeOf(finding?.sourceData)).toBe(Object.prototype);
    expect(finding?.sourceData).not.toHaveProperty('isAdmin');
  });

  test('11 duplicate keys are reported, in items and above them', async () => {
    const sink = await readText(
      genericJson,
      '{"findings":[{"title":"a","title":"b","severity":"Low"}],"name":"x","name":"y"}',
    );
    expect(sink.findings[0]?.title).toBe('b');
    expect(sink.problems.map(({ code, where }) => [code, where])).toEqual([
      ['DUPLICATE_KEY', '/findings/0/title'],
      ['DUPLICATE_KEY', '/name'],
    ]);
  });

  test('12 numbers that a double cannot hold stay text, and NaN is no JSON', async () => {
    const entry = (value: string) =>
      `{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"t","Vulnerabilities":[{"VulnerabilityID":"CVE-2025-1000","Severity":"LOW","X":${value}}]}]}`;
    for (const [written, read] of [
      ['1e400', '1e400'],
      ['9007199254740993', '9007199254740993'],
      ['-0', 0],
    ] as const) {
      expect((await readText(trivy, entry(written))).findings[0]?.sourceData.X).toBe(read);
    }
    const sink = await readText(trivy, entry('NaN'));
    expect([sink.findings.length, sink.sourceCount, sink.problems[0]?.code]).toEqual([
      0,
      1,
      'ROW_UNREADABLE',
    ]);
  });

  test('13 half characters and NUL are replaced, direction marks stay, long texts are cut', async () => {
    const sink = await readText(
      genericJson,
      `{"findings":[{"title":"a\\ud800b\\u0000c\\u202ed","severity":"Low","description":"${'x'.repeat(10_000_000)}"}]}`,
    );
    expect(sink.findings[0]?.title).toBe('a\uFFFDb\uFFFDc\u202Ed');
    expect(sink.findings[0]?.description).toHaveLength(65_536);
    expect(sink.problems.map(({ code }) => code)).toEqual(['CHARACTER_REPLACED', 'FIELD_TRUNCATED']);
  });

  test('14 lists and objects where a text is due become nothing', async () => {
    const sink = await readText(
      trivy,
      '{"SchemaVersion":2,"ArtifactName":{"a":1},"Results":[{"Target":["t"],"Vulnerabilities":[{"VulnerabilityID":["CVE-2025-1000"]},{"VulnerabilityID":"CVE-2025-1001","Severity":{"$ne":""},"PkgName":[1],"CVSS":[1],"References":{"a":1}}]}]}',
    );
    expect([sink.sourceCount, sink.findings.length]).toEqual([2, 1]);
    expect(sink.findings[0]).toMatchObject({ severity: 'MEDIUM', references: [], cvss: [] });
  });

  test.each(jsonParsers)(
    'a string of 300 MB that never ends is refused in bounded memory (%s)',
    async (_id, parse, start) => {
      const error = await refusal(parse, repeated(`${start}{"a":"`, 'A'.repeat(65_536), 4_800));
      expect([error.code, error.message]).toEqual(['UNREADABLE_REPORT', expect.stringMatching(/cut off/)]);
    },
  );

  test('an item above the bound is dropped and the next one read', async () => {
    const limits = { ...defaultLimits, maxItemBytes: 1_000 };
    const big = `{"title":"${'x'.repeat(2_000)}","severity":"Low"}`;
    const sink = await readText(genericJson, `{"findings":[${big},{"title":"b","severity":"Low"}]}`, limits);
    expect([sink.sourceCount, sink.findings.length, sink.problems[0]?.code]).toEqual([
      2,
      1,
      'ITEM_TOO_LARGE',
    ]);
  });

  test('200,000 keys in one object are refused', async () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => `"k${index}":1`).join(',');
    expect((await refusal(trivy, `{${keys}}`)).code).toBe('PAYLOAD_TOO_LARGE');
  });

  test.each([
    ['a trailing comma', '{"findings":[],}', /not expected/],
    ['two documents', '{"findings":[]} {"findings":[]}', /more than one JSON value/],
    ['a bracket of the other kind', '{"findings":[{"title":["a"}]}]}', /not expected/],
    ['single quotes', "{'findings':[]}", /not expected/],
    ['a comment', '/* c */{"findings":[]}', /not expected|no list|not valid/],
  ])('%s is refused with its place', async (_what, text, sentence) => {
    expect((await refusal(genericJson, text)).message).toMatch(sentence);
  });

  test('invalid UTF-8 is refused with its offset', async () => {
    const bytes = new Uint8Array([...encoder.encode('{"findings":["'), 0xff, 0x22]);
    await expect(readBytes(genericJson, bytes)).rejects.toThrow(/not valid UTF-8 at byte 14/);
  });
});

describe('CSV', () => {
  test('15 cells that look like formulas stay as they are', async () => {
    const cells = ['=HYPERLINK("http://x")', '+cmd|x', '-1+1', '@SUM(A1)', '＝1+1'];
    const rows = cells.map((cell) => `"${cell.replaceAll('"', '""')}",Low`).join('\n');
    expect(
      (await readText(genericCsv, `Title,Severity\n${rows}\n`)).findings.map(({ title }) => title),
    ).toEqual(cells);
  });

  test('16 100,000 columns are refused', async () => {
    const error = await refusal(genericCsv, `Title,Severity${',x'.repeat(100_000)}\n`);
    expect([error.code, error.message]).toEqual(['PAYLOAD_TOO_LARGE', expect.stringMatching(/columns/)]);
  });

  test('17 a quote of 500 MB that is never closed is refused in bounded memory', async () => {
    const error = await refusal(genericCsv, repeated('Title,Severity\n"', 'A'.repeat(65_536), 8_000));
    expect([error.code, error.message]).toEqual([
      'PAYLOAD_TOO_LARGE',
      expect.stringMatching(/quote.*not closed/),
    ]);
  });

  test('18 another encoding is refused with its offset, a mark in the middle is taken out', async () => {
    const latin = new Uint8Array([
      ...encoder.encode('Title,Severity\nCaf'),
      0xe9,
      ...encoder.encode(',Low\n'),
    ]);
    await expect(readBytes(genericCsv, latin)).rejects.toThrow(/not valid UTF-8 at byte 18/);
    const sink = await readText(genericCsv, 'Title,Severity\n\uFEFFA,Low\n');
    expect([sink.findings[0]?.title, sink.problems[0]?.code]).toEqual(['A', 'CHARACTER_REPLACED']);
  });

  test('a quote in the middle of a cell is refused with its line', async () => {
    expect((await refusal(genericCsv, 'Title,Severity\nA "b" c,Low\n"A"x,Low\n')).message).toMatch(
      /near line \d+: a quote/,
    );
  });
});
