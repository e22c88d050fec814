import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { goldenMetrics } from './golden-metrics.ts';
import { createMetrics } from './metrics.ts';

const own = () => createMetrics({ processMetrics: false });

/** Series of the text form as name and labels to value. */
function seriesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

describe('metrics', () => {
  it('count what happened, under the names that alerts rely on', async () => {
    const metrics = own();
    metrics.request({ operation: 'listAssets', status: 200, seconds: 0.004 });
    metrics.request({ operation: 'listAssets', status: 404, seconds: 0.4 });
    metrics.ingestFindings(70);
    metrics.ingestFindings(5);
    metrics.authFailure('API_KEY');
    metrics.rateLimited('failed-attempts');
    metrics.jobs({ waiting: 3, running: 2, dead: 1, oldestWaitSeconds: 9 });
    metrics.pool({ inUse: 4, idle: 6, waiting: 0 });
    metrics.outbox({ pendingEvents: 12, lagSeconds: 1.5 });
    metrics.storageBytes(1_000_000);
    const series = seriesOf(await metrics.text());
    expect(Object.fromEntries([...series].filter(([name]) => !/bucket|event_loop/.test(name)))).toEqual({
      'crp_http_requests_total{operation="listAssets",status="200"}': 1,
      'crp_http_requests_total{operation="listAssets",status="404"}': 1,
      'crp_http_request_duration_seconds_sum{operation="listAssets"}': 0.404,
      'crp_http_request_duration_seconds_count{operation="listAssets"}': 2,
      crp_ingest_findings_total: 75,
      'crp_auth_failures_total{kind="API_KEY"}': 1,
      'crp_rate_limited_total{kind="failed-attempts"}': 1,
      'crp_jobs{state="waiting"}': 3,
      'crp_jobs{state="running"}': 2,
      'crp_jobs{state="dead"}': 1,
      crp_jobs_oldest_wait_seconds: 9,
      'crp_db_pool_connections{state="inUse"}': 4,
      'crp_db_pool_connections{state="idle"}': 6,
      'crp_db_pool_connections{state="waiting"}': 0,
      crp_outbox_pending_events: 12,
      crp_outbox_lag_seconds: 1.5,
      crp_storage_bytes: 1_000_000,
    });
    expect(series.get('crp_http_request_duration_seconds_bucket{le="0.005",operation="listAssets"}')).toBe(1);
  });

  it('are all declared from the first scrape on', async () => {
    const text = await own().text();
    for (const { name, help } of Object.values(goldenMetrics))
      expect(text).toContain(`# HELP ${name} ${help}\n`);
  });

  it('never say whose data it was: labels come from a closed list', async () => {
    const metrics = own();
    metrics.request({ operation: 'x', status: 200, seconds: 1 });
    const labels = [...(await metrics.text()).matchAll(/([a-z]+)="/g)].map(([, label]) => label);
    expect([...new Set(labels)].sort()).toEqual(['le', 'operation', 'quantile', 'status']);
  });

  it('stay bounded when a label is fed anything: beyond 500 values all are one', async () => {
    const metrics = own();
    for (let n = 0; n < 5_000; n++) metrics.request({ operation: `op${n}`, status: 200, seconds: 0.001 });
    const series = seriesOf(await metrics.text());
    const counted = [...series.keys()].filter((name) => name.startsWith('crp_http_requests_total'));
    expect(counted).toHaveLength(501);
    expect(series.get('crp_http_requests_total{operation="other",status="200"}')).toBe(4_500);
  });

  it('show a blocked event loop at the next scrape, and not for ever', async () => {
    const metrics = own();
    const longest = async () =>
      seriesOf(await metrics.text()).get('crp_event_loop_delay_seconds{quantile="1"}') ?? Number.NaN;
    await sleep(50);
    const until = performance.now() + 300;
    while (performance.now() < until);
    await sleep(50);
    expect(await longest()).toBeGreaterThan(0.2);
    await sleep(100);
    expect(await longest()).toBeLessThan(0.2);
  });

  it('of two registries do not mix', async () => {
    const [a, b] = [own(), own()];
    a.ingestFindings(1);
    expect(seriesOf(await b.text()).get('crp_ingest_findings_total')).toBe(0);
  });

  it('include the process’s own when asked', async () => {
    expect(await createMetrics().text()).toContain('process_resident_memory_bytes');
  });
});
