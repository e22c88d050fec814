import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('kube-bench', () => {
  test('reads a failed test with what was found and how to mend it', async () => {
    const { findings, meta } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      ruleId: '1.1.1',
      title: 'Ensure that the file permissions are 644',
      severity: 'MEDIUM',
      sourceSeverity: 'FAIL',
      resultClass: 'EXPOSURE_SIGNAL',
      remediation: 'Run chmod 644 /etc/a.yaml',
      evidence: 'permissions=777',
      tags: ['master', 'cis-1.6', 'Master Node Configuration Files'],
    });
    expect(meta.policy).toBe('cis-1.6');
  });

  test('what passes is a negative result, what needs a person is informational', async () => {
    const { findings, sourceCount } = await fixture('happy.json');
    expect(sourceCount).toBe(5);
    expect(findings.slice(1, 3).map(({ resultClass }) => resultClass)).toEqual([
      'NEGATIVE_RESULT',
      'INFORMATIONAL',
    ]);
    expect(findings[2]?.evidence).toBe('Test marked as a manual test');
  });

  test('the same test of another node is told apart, and control fields do not leak', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings.slice(3).map(({ matcher, tags }) => [matcher, tags[0]])).toEqual([
      [undefined, 'node'],
      ['#2', 'node'],
    ]);
    expect(findings[4]?.severity).toBe('MEDIUM');
  });

  test('reads controls one after the other, and one alone', async () => {
    const { findings } = await fixture('happy-old.json');
    expect(findings.map(({ ruleId, tags }) => [ruleId, tags[0]])).toEqual([
      ['1.1.1', 'master'],
      ['2.1.1', 'node'],
    ]);
    const list = await readText(
      parse,
      '[{"node_type":"etcd","tests":[{"results":[{"test_number":"2.1","status":"PASS"}]}]}]',
    );
    expect(list.findings).toHaveLength(1);
  });

  test('an unknown status is said, a result without number dropped, another document refused', async () => {
    const sink = await readText(parse, '{"tests":[{"results":[{"test_number":"1","status":"ODD"},{},3]}]}');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([3, 1, 2]);
    expect(sink.problems[0]?.code).toBe('STATUS_UNKNOWN');
    await expect(readText(parse, '{"a":1}')).rejects.toThrow(/neither "Controls" nor "tests"/);
  });
});
