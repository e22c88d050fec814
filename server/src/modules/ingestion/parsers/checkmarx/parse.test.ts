import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('checkmarx', () => {
  test('gives one finding per flow, at its sink, with the flow behind it', async () => {
    const { findings, meta } = await fixture('happy.xml');
    expect(meta).toEqual({ toolName: 'Checkmarx SAST', toolVersion: '9.5.0', policy: 'Default' });
    expect(findings[0]).toMatchObject({
      where: 'line 5',
      ruleId: '594',
      toolUniqueId: '-123456',
      title: 'SQL Injection',
      severity: 'MEDIUM',
      sourceSeverity: 'Medium',
      confidence: 1,
      resultClass: 'VULNERABILITY',
      target: { kind: 'APPLICATION', raw: 'shop', reference: 'shop' },
      locations: [
        { path: 'src/shop/Base.java', line: 77, snippet: 'statement.execute(q);' },
        { path: 'src/shop/Find.java', line: 10, snippet: 'String q = request.get("q");' },
      ],
      cwes: [89],
      tags: ['Java_High_Risk', 'Java'],
      references: ['https://cx.example/scan?pathid=1'],
      sourceData: {
        NodeId: '10000',
        Remark: 'look',
        Status: 'New',
        categories: 'OWASP Top 10 2021;A3-Injection',
      },
    });
    expect(findings[0]?.evidence).toContain('src\\shop\\Base.java:77  execute  statement.execute(q);');
  });

  test('flows of one similarity id are numbered; without one both ends tell them apart', async () => {
    const { findings } = await fixture('happy.xml');
    expect(findings.map(({ toolUniqueId, matcher }) => [toolUniqueId, matcher])).toEqual([
      ['-123456', undefined],
      ['-123456', '#2'],
      [undefined, 'sort -> execute'],
      [undefined, undefined],
    ]);
  });

  test('what a person or a later scan says of a result is kept', async () => {
    const { findings } = await fixture('happy.xml');
    expect(findings.map(({ sourceStatus }) => sourceStatus)).toEqual([
      undefined,
      undefined,
      'FALSE_POSITIVE',
      'FIXED',
    ]);
    expect(findings[3]).toMatchObject({
      resultClass: 'INFORMATIONAL',
      cwes: [],
      locations: [{ path: 'src/shop/Name.java', line: 3 }],
    });
  });

  test('a result of a nameless query is a problem; an incremental scan is not complete', async () => {
    const sink = await fixture('happy.xml');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([5, 4, 1]);
    expect(sink.coverage).toMatchObject([{ target: { raw: 'shop' }, complete: true }]);
    expect((await fixture('empty.xml')).coverage).toMatchObject([{ complete: false }]);
  });

  test('refuses a report that was cut off, and another root', async () => {
    await expect(fixture('broken.xml')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '<Results/>')).rejects.toThrow(/<CxXMLResults>/);
  });
});
