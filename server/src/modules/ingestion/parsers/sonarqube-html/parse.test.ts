import { describe, expect, test } from 'vitest';
import { detectReport, fileHead } from '../detect.ts';
import { readFixture, readText } from '../reading.ts';
import { loadParsers } from '../registry.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('sonarqube-html', () => {
  test('gives one finding for each row of the issues, and none for other tables', async () => {
    const sink = await fixture('happy.html');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([3, 2, 1]);
    expect(sink.problems).toMatchObject([{ code: 'ROW_UNREADABLE', where: 'line 82', dropsItem: true }]);
  });

  test('joins a row with its rule; markup of the message is text', async () => {
    const [finding] = (await fixture('happy.html')).findings;
    expect(finding).toMatchObject({
      where: 'line 62',
      ruleId: 'java:S2077',
      toolUniqueId: 'AX-0001',
      title: 'Do not build "SQL" from input <script>alert(1)</script>.',
      severity: 'CRITICAL',
      sourceSeverity: 'BLOCKER',
      resultClass: 'VULNERABILITY',
      target: { kind: 'REPOSITORY', raw: 'Shop & Pay' },
      locations: [{ path: 'src/main/java/Db.java', line: 21 }],
      references: ['https://sonar.example/project/issues?id=shop&open=AX-0001'],
      cwes: [89],
    });
    expect(finding?.description).toMatch(/Formatting SQL queries.*Queries built from input.*no row here/s);
  });

  test('a hotspot is a signal, rated by its probability', async () => {
    const finding = (await fixture('happy.html')).findings[1];
    expect(finding).toMatchObject({
      severity: 'LOW',
      resultClass: 'EXPOSURE_SIGNAL',
      cves: ['CVE-2025-10001'],
      locations: [{ path: 'src/main/java/Hash.java' }],
    });
    expect(finding?.description).not.toMatch(/\n\/(\n|$)/);
  });

  test('a page without issues is empty, one that is cut off or another page is refused', async () => {
    expect((await fixture('empty.html')).findings).toEqual([]);
    await expect(fixture('broken.html')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '<html><table><tr><td>x</td></tr></table></html>')).rejects.toThrow(
      /no report of sonar-report/,
    );
  });

  test('no other page is taken for it', async () => {
    const parsers = await loadParsers();
    const detect = (html: string) => detectReport(fileHead(Buffer.from(html), html.length), parsers);
    expect(() => detect('<!doctype html><html><title>Report of SonarQube</title></html>')).toThrow(/HTML/);
    expect(detect('<html><title>SonarQube Bug Report</title></html>')).toMatchObject([
      { tool: 'sonarqube-html' },
    ]);
  });
});
