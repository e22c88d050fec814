import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('kubescape', () => {
  test('every control on every resource is a finding of its class', async () => {
    const sink = await fixture('happy.json');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([5, 1]);
    expect(
      sink.findings.map(({ ruleId, severity, resultClass, sourceStatus }) => [
        ruleId,
        severity,
        resultClass,
        sourceStatus,
      ]),
    ).toEqual([
      ['C-0016', 'HIGH', 'EXPOSURE_SIGNAL', undefined],
      ['C-0057', 'CRITICAL', 'NEGATIVE_RESULT', undefined],
      ['C-0030', 'MEDIUM', 'EXPOSURE_SIGNAL', 'SUPPRESSED'],
      ['C-0030', 'MEDIUM', 'INFORMATIONAL', undefined],
    ]);
  });

  test('a failed control names its resource, file, failure and fix', async () => {
    expect((await fixture('happy.json')).findings[0]).toMatchObject({
      where: '/results/0/controls/0',
      title: 'Allow privilege escalation',
      sourceSeverity: '7',
      target: {
        kind: 'CLOUD_RESOURCE',
        raw: 'apps/v1/shop/Deployment/web',
        reference: 'sample-cluster/apps/v1/shop/Deployment/web',
      },
      locations: [{ path: 'deploy/web.yaml' }],
      evidence: 'spec.containers[0].securityContext',
      remediation: 'spec.containers[0].securityContext.allowPrivilegeEscalation=false',
      seenAt: '2026-01-05T08:00:00.123Z',
      tags: ['Workload'],
    });
  });

  test('controls of the summary ran, resources with results are covered', async () => {
    const { meta, coverage } = await fixture('happy.json');
    expect(meta).toMatchObject({ toolVersion: 'v3.0.1', checksRun: ['C-0016', 'C-0057', 'C-0030'] });
    expect(coverage.map(({ target }) => target.raw)).toEqual([
      'apps/v1/shop/Deployment/web',
      '/v1//Namespace/shop',
    ]);
  });

  test('results before the summary wait for it', async () => {
    expect((await fixture('happy-results-first.json')).findings).toMatchObject([
      { title: 'Privileged container', severity: 'CRITICAL', target: { reference: '/v1/shop/Pod/job' } },
    ]);
  });

  test('other files are refused', async () => {
    await expect(readText(parse, '{"a":1}')).rejects.toThrow(/neither "results" nor/);
    await expect(readText(parse, '{"results": {"a": 1}}')).rejects.toThrow(/has a list/);
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
  });
});
