import { describe, expect, test } from 'vitest';
import { ReportError } from '../parser.ts';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('terrascan', () => {
  test('what is broken, skipped, held and weak are findings of their class', async () => {
    const sink = await fixture('happy.json');
    expect(sink.findings.map((one) => [one.ruleId, one.resultClass, one.sourceStatus])).toEqual([
      ['AC_SAMPLE_0001', 'NEGATIVE_RESULT', undefined],
      ['AC_SAMPLE_0210', 'EXPOSURE_SIGNAL', undefined],
      ['AC_SAMPLE_0210', 'EXPOSURE_SIGNAL', undefined],
      ['AC_SAMPLE_0319', 'EXPOSURE_SIGNAL', undefined],
      ['AC_SAMPLE_0222', 'INFORMATIONAL', 'SUPPRESSED'],
      ['CVE-2025-10042', 'VULNERABILITY', undefined],
    ]);
    expect([sink.sourceCount, sink.droppedCount]).toEqual([7, 1]);
  });

  test('a violation names its resource and place; two uses of a module are two', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      title: 'Ensure that nobody outside reads the bucket',
      severity: 'HIGH',
      component: { name: 'aws_s3_bucket.invoices' },
      locations: [{ path: 'storage/bucket.tf', line: 12 }],
      tags: ['Identity and Access Management'],
      sourceData: { module_name: 'root', plan_root: 'storage' },
    });
    expect(findings.slice(1, 4).map(({ matcher }) => matcher)).toEqual([undefined, 'archive', undefined]);
    expect(findings[3]).toMatchObject({ severity: 'MEDIUM', sourceSeverity: 'SEVERE' });
    expect(findings[3]?.locations).toEqual([{ path: 'net.tf' }]);
  });

  test('a weak package belongs to its image', async () => {
    const sink = await fixture('happy.json');
    const image = { kind: 'CONTAINER_IMAGE', raw: 'shop/web:1.4', reference: 'shop/web:1.4' };
    expect(sink.findings[5]).toMatchObject({
      target: image,
      severity: 'CRITICAL',
      evidenceClass: 'INFERRED',
      component: { name: 'libsample', version: '1.2.3' },
      cves: ['CVE-2025-10042'],
      cvss: [
        { version: '3.1', score: 9.8 },
        { version: '2.0', score: 7.5 },
      ],
      locations: [{ path: 'deploy/web.yaml' }],
    });
    expect(sink.coverage[0]).toEqual({ target: image, complete: true });
  });

  test('a folder that was not read leaves the coverage open, a kind of code that is not there does not', async () => {
    const sink = await fixture('happy.json');
    expect(sink.coverage[1]).toEqual({
      target: { kind: 'REPOSITORY', raw: '' },
      complete: false,
      note: '1 folders could not be read by Terrascan.',
    });
    expect(sink.problems.map(({ code, where }) => [code, where])).toEqual([
      ['FILE_NOT_SCANNED', '/results/scan_errors/1'],
      ['UNKNOWN_SEVERITY', '/results/violations/2'],
      ['ROW_UNREADABLE', '/results/violations/3'],
    ]);
    expect(sink.meta).toMatchObject({ finishedAt: '2025-03-09T10:22:33.123Z', policy: 'all' });
  });

  test('a scan without violations is complete, another document is refused', async () => {
    expect((await fixture('empty.json')).coverage).toMatchObject([{ complete: true }]);
    await expect(readText(parse, '{"results":{"failed_checks":[]}}')).rejects.toThrow(/no "violations"/);
    await expect(fixture('broken.json')).rejects.toThrow(ReportError);
  });
});
