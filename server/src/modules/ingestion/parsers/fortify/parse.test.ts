import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../parser.ts';
import { readFixture, readText } from '../reading.ts';
import { bytesInChunks, RecordingSink } from '../recording-sink.ts';
import { readFvdl } from './fvdl.ts';
import parse from './parse.ts';
import { priorityOf } from './priority.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('fortify', () => {
  test('joins a vulnerability with the rule, the texts, the nodes and the snippet that follow it', async () => {
    const { findings, meta } = await fixture('happy.xml');
    expect(findings[0]).toMatchObject({
      ruleId: 'AAAAAAAA-0000-0000-0000-000000000001',
      toolUniqueId: '1111AAAA',
      title: 'Command Injection: Shell',
      severity: 'CRITICAL',
      sourceSeverity: '4.0',
      confidence: 1,
      cwes: [77, 78],
      description: 'The call exec() runs what it is given.\n\nInput reaches a shell.',
      remediation: 'Use a list of arguments.',
      references: ['https://guide.example/shell'],
      evidence: 'exec(card);',
      locations: [
        { path: 'src/Pay.java', line: 12, endLine: 13 },
        { path: 'src/In.java', line: 4, endLine: 4 },
      ],
      target: { kind: 'REPOSITORY', raw: 'shop' },
    });
    expect(meta.toolVersion).toBe('23.1.0');
  });

  test('without ratings the instance severity counts, without a trace the function', async () => {
    const { findings } = await fixture('happy.xml');
    expect(findings[1]).toMatchObject({
      title: 'Leftover Debug Code',
      severity: 'MEDIUM',
      locations: [{ path: 'src/Main.java', line: 3, endLine: 9 }],
    });
  });

  test('the priority is impact against likelihood', () => {
    const rated = (impact: number, probability: number) =>
      priorityOf({ impact, probability, accuracy: 5, confidence: 5 });
    expect([rated(5, 5), rated(5, 1), rated(1, 5), rated(1, 1)]).toEqual([
      'CRITICAL',
      'HIGH',
      'MEDIUM',
      'LOW',
    ]);
  });

  test('an audit beside the document gives the state', async () => {
    const sink = new RecordingSink();
    const text =
      '<FVDL><Vulnerability><ClassInfo><ClassID>c</ClassID></ClassInfo><InstanceInfo><InstanceID>i</InstanceID></InstanceInfo></Vulnerability></FVDL>';
    const source = bytesInChunks(new TextEncoder().encode(text));
    await readFvdl({ source, sink, limits: defaultLimits }, (id) => (id === 'i' ? 'SUPPRESSED' : undefined));
    expect(sink.findings[0]).toMatchObject({
      ruleId: 'c',
      title: 'c',
      sourceStatus: 'SUPPRESSED',
      severity: 'MEDIUM',
    });
  });

  test('reads issues of a printed report with the texts of their group', async () => {
    const { findings } = await fixture('happy-report.xml');
    expect(findings[0]).toMatchObject({
      ruleId: 'AAAAAAAA-0000-0000-0000-000000000001',
      toolUniqueId: '1111AAAA',
      severity: 'CRITICAL',
      cwes: [78],
      description: 'The call exec() runs what it is given.\n\nInput reaches a shell.',
      remediation: 'Use a list of arguments.',
      sourceStatus: 'FALSE_POSITIVE',
      locations: [
        { path: 'src/Pay.java', line: 12, snippet: 'exec(card);' },
        { path: 'src/In.java', line: 4 },
      ],
    });
    expect(findings[1]).toMatchObject({ ruleId: 'Command Injection', severity: 'HIGH', matcher: 'Old.java' });
  });

  test('an entry without class or category is a problem, another root is refused', async () => {
    const sink = await readText(parse, '<FVDL><Vulnerability><ClassInfo/></Vulnerability></FVDL>');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([1, 1]);
    await expect(readText(parse, '<Other/>')).rejects.toThrow(/an FVDL document starts with <FVDL>/);
  });
});
