/**
 * The metrics that dashboards and alerts rely on; a name is part of the public API. Labels have few values and never carry a
 * tenant, a person or an id.
 */
export const goldenMetrics = {
  requests: { name: 'crp_http_requests_total', help: 'Answered requests', labels: ['operation', 'status'] },
  requestSeconds: {
    name: 'crp_http_request_duration_seconds',
    help: 'Time to answer',
    labels: ['operation'],
  },
  findings: { name: 'crp_ingest_findings_total', help: 'Findings read from reports', labels: [] },
  authFailures: {
    name: 'crp_auth_failures_total',
    help: 'Failed sign-ins and credentials',
    labels: ['kind'],
  },
  rateLimited: { name: 'crp_rate_limited_total', help: 'Requests refused by a limit', labels: ['kind'] },
  jobs: { name: 'crp_jobs', help: 'Background jobs', labels: ['state'] },
  jobWait: { name: 'crp_jobs_oldest_wait_seconds', help: 'Age of the oldest waiting job', labels: [] },
  pool: {
    name: 'crp_db_pool_connections',
    help: 'Connections of the main pool; waiting: callers without one',
    labels: ['state'],
  },
  outboxPending: {
    name: 'crp_outbox_pending_events',
    help: 'Domain events not yet delivered to every consumer',
    labels: [],
  },
  outboxLag: {
    name: 'crp_outbox_lag_seconds',
    help: 'Age of the oldest event not yet delivered',
    labels: [],
  },
  storageBytes: { name: 'crp_storage_bytes', help: 'Bytes of stored objects', labels: [] },
  eventLoop: {
    name: 'crp_event_loop_delay_seconds',
    help: 'Delay of the event loop since the last scrape',
    labels: ['quantile'],
  },
} as const satisfies Record<string, GoldenMetric>;

interface GoldenMetric {
  readonly name: `crp_${string}`;
  readonly help: string;
  readonly labels: readonly ('operation' | 'status' | 'kind' | 'state' | 'quantile')[];
}
