import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { watchEventLoop } from './event-loop.ts';
import { goldenMetrics as golden } from './golden-metrics.ts';

/** The platform's own numbers, in Prometheus form. No label ever carries a tenant, a user or an id. */
export interface Metrics {
  request(observed: { operation: string; status: number; seconds: number }): void;
  ingestFindings(count: number): void;
  authFailure(kind: 'PASSWORD' | 'TOTP' | 'API_KEY' | 'SESSION'): void;
  /** @param kind name of the limit, from the code and not from the request */
  rateLimited(kind: string): void;
  jobs(counts: { waiting: number; running: number; dead: number; oldestWaitSeconds: number }): void;
  pool(counts: { inUse: number; idle: number; waiting: number }): void;
  outbox(state: { pendingEvents: number; lagSeconds: number }): void;
  storageBytes(bytes: number): void;
  /** Text exposition format 0.0.4. */
  text(): Promise<string>;
}

/** Values of one label; a caller that invents more makes `other` of them instead of ever more series. */
const maxLabelValues = 500;

export function createMetrics({ processMetrics = true }: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  // CPU, memory, garbage collection, open handles.
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>({ labels: labelNames, ...about }: Definition<Label>) =>
    new Counter({ ...about, labelNames, registers });
  const gauge = <Label extends string>({ labels: labelNames, ...about }: Definition<Label>) =>
    new Gauge({ ...about, labelNames, registers });
  const requests = counter(golden.requests);
  const { labels: labelNames, ...aboutDuration } = golden.requestSeconds;
  const duration = new Histogram({
    ...aboutDuration,
    labelNames,
    registers,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  const findings = counter(golden.findings);
  const authFailures = counter(golden.authFailures);
  const limited = counter(golden.rateLimited);
  const jobs = gauge(golden.jobs);
  const jobWait = gauge(golden.jobWait);
  const pool = gauge(golden.pool);
  const outboxPending = gauge(golden.outboxPending);
  const outboxLag = gauge(golden.outboxLag);
  const storage = gauge(golden.storageBytes);
  keepEventLoop(registry);
  const operationLabel = boundedLabel();
  const kindLabel = boundedLabel();
  return {
    request: (observed) => {
      const operation = operationLabel(observed.operation);
      requests.inc({ operation, status: String(observed.status) });
      duration.observe({ operation }, observed.seconds);
    },
    ingestFindings: (count) => findings.inc(count),
    authFailure: (kind) => authFailures.inc({ kind }),
    rateLimited: (kind) => limited.inc({ kind: kindLabel(kind) }),
    jobs: (counts) => {
      for (const state of ['waiting', 'running', 'dead'] as const) jobs.set({ state }, counts[state]);
      jobWait.set(counts.oldestWaitSeconds);
    },
    pool: (counts) => {
      for (const state of ['inUse', 'idle', 'waiting'] as const) pool.set({ state }, counts[state]);
    },
    outbox: ({ pendingEvents, lagSeconds }) => {
      outboxPending.set(pendingEvents);
      outboxLag.set(lagSeconds);
    },
    storageBytes: (bytes) => storage.set(bytes),
    text: () => registry.metrics(),
  };
}

interface Definition<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}

function keepEventLoop(registry: Registry): void {
  const readings = watchEventLoop();
  const { labels: labelNames, ...about } = golden.eventLoop;
  new Gauge({
    ...about,
    labelNames,
    registers: [registry],
    collect() {
      for (const { quantile, seconds } of readings()) this.set({ quantile }, seconds);
    },
  });
}

function boundedLabel(): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= maxLabelValues) return 'other';
    known.add(value);
    return value;
  };
}
