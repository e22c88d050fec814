import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { defaultLimits, type RawFinding, ReportError } from '../parser.ts';
import { bytesInChunks, RecordingSink } from '../recording-sink.ts';
import parse from './parse.ts';

async function read(fixture: string): Promise<RecordingSink> {
  const sink = new RecordingSink();
  await parse(
    bytesInChunks(await readFile(new URL(`fixtures/${fixture}`, import.meta.url))),
    sink,
    defaultLimits,
  );
  return sink;
}

async function readText(body: string): Promise<RecordingSink> {
  const sink = new RecordingSink();
  const text = `<NessusClientData_v2><Report name="r">${body}</Report></NessusClientData_v2>`;
  await parse(bytesInChunks(new TextEncoder().encode(text)), sink, defaultLimits);
  return sink;
}

function plugin(sink: RecordingSink, id: string): RawFinding {
  const finding = sink.findings.find(({ ruleId }) => ruleId === id);
  if (finding === undefined) throw new Error(`no finding of plugin ${id}`);
  return finding;
}

describe('nessus', () => {
  test('gives one finding for each ReportItem', async () => {
    const sink = await read('happy.nessus');
    expect(sink.sourceCount).toBe(6);
    expect(sink.findings.map(({ ruleId }) => ruleId)).toEqual([
      '19506',
      '96982',
      '187315',
      '21157',
      '21157',
      '104743',
    ]);
    expect(sink.problems).toEqual([]);
  });

  test('reads target, service, identifiers and scores of a remote check', async () => {
    const finding = plugin(await read('happy.nessus'), '96982');
    expect(finding.target).toEqual({
      kind: 'HOST',
      raw: '192.0.2.10',
      ip: '192.0.2.10',
      hostname: 'files01.corp.example',
      mac: '00:00:5e:00:53:0a',
      operatingSystem: 'Microsoft Windows Server 2022',
    });
    expect(finding.service).toEqual({ port: 445, transport: 'tcp', name: 'cifs' });
    expect(finding.cves).toEqual(['CVE-2024-10001', 'CVE-2024-10002']);
    expect(finding.cwes).toEqual([345, 924]);
    expect(finding.advisories).toEqual(['MSFT:MS24-001']);
    expect(finding.sourceData.xref).toBe('OWASP:2021-A8');
    expect(finding.cvss).toEqual([
      {
        version: '3.0',
        vector: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N',
        score: 5.3,
        source: 'nessus',
      },
      { version: '2.0', vector: 'AV:N/AC:L/Au:N/C:N/I:P/A:N', score: 5, source: 'nessus' },
    ]);
    expect(finding).toMatchObject({
      severity: 'MEDIUM',
      sourceSeverity: '2',
      resultClass: 'VULNERABILITY',
      evidenceClass: 'DIRECT',
      checkReach: 'REMOTE',
      exploitAvailable: true,
      seenAt: '2026-01-01T12:00:00.000Z',
      references: ['https://vendor.example/signing', 'https://vendor.example/more'],
      description: 'Messages are not signed, so "anyone" on the path can change them <b>unseen</b>.',
    });
  });

  test('port 0 is no port, and a version comparison is inferred evidence with its software', async () => {
    const finding = plugin(await read('happy.nessus'), '187315');
    expect(finding.service).toEqual({ transport: 'tcp' });
    expect(finding.evidenceClass).toBe('INFERRED');
    expect(finding.checkReach).toBe('LOCAL');
    expect(finding.cvss[0]).toMatchObject({ version: '4.0', score: 9.3 });
    expect(finding.component).toEqual({
      name: 'sample:archiver',
      version: '23.1.0',
      fixedVersion: '24.1',
      path: 'C:\\Program Files\\Archiver\\archiver.exe',
    });
  });

  test('tells compliance checks of one plugin apart and classes them by their result', async () => {
    const checks = (await read('happy.nessus')).findings.filter(({ ruleId }) => ruleId === '21157');
    expect(checks.map(({ resultClass }) => resultClass)).toEqual(['EXPOSURE_SIGNAL', 'NEGATIVE_RESULT']);
    expect(new Set(checks.map(({ matcher }) => matcher)).size).toBe(2);
    expect(checks[0]?.title).toBe('1.1.1 Password history is 24 or more');
  });

  test('states for each host whether absence can mean fixed', async () => {
    const { coverage, meta } = await read('happy.nessus');
    expect(coverage.map(({ target, complete, limitedTo }) => [target.raw, complete, limitedTo])).toEqual([
      ['192.0.2.10', true, undefined],
      ['portal.example', false, 'REMOTE_CHECKS'],
      ['192.0.2.99', false, undefined],
    ]);
    expect(coverage[1]?.target.ip).toBe('2001:db8::1');
    expect(meta).toMatchObject({
      toolName: 'Nessus',
      toolVersion: '10.8.3',
      policy: 'Quarterly internal scan',
    });
    expect(meta.checksRun).toEqual(['19506', '11219', '157288', '96982', '187315', '21157', '104743']);
  });

  test('a host that did not answer is not covered', async () => {
    const item =
      '<ReportItem pluginID="10180" severity="0" port="0"><plugin_output>The remote host (192.0.2.1) is considered as dead.</plugin_output></ReportItem>';
    const { coverage } = await readText(
      `<ReportHost name="192.0.2.1"><HostProperties><tag name="HOST_END">x</tag></HostProperties>${item}</ReportHost>`,
    );
    expect(coverage[0]?.complete).toBe(false);
  });

  test('an item without plugin id is a problem with its line, not an exception', async () => {
    const sink = await readText(
      '<ReportHost name="a"><ReportItem port="1"/><ReportItem pluginID="5" severity="1"/></ReportHost>',
    );
    expect(sink.sourceCount).toBe(2);
    expect(sink.findings).toHaveLength(1);
    expect(sink.problems).toMatchObject([{ code: 'ROW_UNREADABLE', where: 'line 1', dropsItem: true }]);
  });

  test('a severity outside 0..4 is taken from the score and else reported', async () => {
    const sink = await readText(
      '<ReportHost name="a"><ReportItem pluginID="5" severity="9"><cvss3_base_score>9.8</cvss3_base_score></ReportItem><ReportItem pluginID="6" severity="?"/></ReportHost>',
    );
    expect(sink.findings.map(({ severity }) => severity)).toEqual(['CRITICAL', 'MEDIUM']);
    expect(sink.problems.map(({ code }) => code)).toEqual(['UNKNOWN_SEVERITY']);
  });

  test('an empty report is read, a cut-off one is refused', async () => {
    expect((await read('empty.nessus')).findings).toEqual([]);
    await expect(read('broken.nessus')).rejects.toThrow(ReportError);
    await expect(read('broken.nessus')).rejects.toThrow(/cut off/);
  });
});
