import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportOptions, importReport, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { defaultBrake } from './diff/brake.ts';
import { gateChecks } from './diff/checks.ts';
import type { GateInput } from './diff/gate.ts';
import { nessusReport } from './nessus-report.fixture.ts';

const quiet: GateInput = {
  counts: { source: 0, extracted: 0, rejectedRows: 0 },
  facts: {
    targets: 0,
    covered: 0,
    incomplete: 0,
    newAssets: 0,
    unmapped: 0,
    ambiguous: 0,
    knownTargets: 0,
    knownNamed: 0,
    knownCovered: 0,
    open: 0,
    openCovered: 0,
    openLookedFor: 0,
    wouldClose: 0,
    newCritical: 0,
    openCritical: 0,
    worse: 0,
    better: 0,
    shared: 0,
    unchanged: 0,
    sameFile: false,
    brake: defaultBrake,
  },
  neighbours: {
    elsewhere: 0,
    elsewhereKey: null,
    sameFileKey: null,
    inventory: 0,
    related: 0,
    placeable: 0,
  },
  declared: {
    entries: 0,
    outside: 0,
    outsideName: null,
    excluded: 0,
    excludedName: null,
    missing: 0,
    missingName: null,
  },
  authority: { organisation: 'Example Ltd', authorisedBy: 'CISO' },
  scanAt: '2026-03-02T08:00:00.000Z',
  scanStartedAt: null,
  scanFinishedAt: null,
  scanInFuture: false,
  lastScanAt: null,
  absenceProves: true,
  absenceCounts: true,
};

const ids = (input: Partial<GateInput>) =>
  gateChecks({ ...quiet, ...input }).map(({ level, id }) => `${level} ${id}`);
const facts = (some: Partial<GateInput['facts']>) => ({ facts: { ...quiet.facts, ...some } });

describe('each check of the gate, at its edge', () => {
  it('says of a report without anything strange only what it covers', () => {
    expect(ids({})).toEqual(['INFO coverage']);
  });

  it('refuses when items are unaccounted for, and asks when some were refused', () => {
    const counts = { source: 10, extracted: 7, rejectedRows: 2 };
    expect(ids({ counts })).toContain('ERROR counts-add-up');
    expect(ids({ counts: { ...counts, rejectedRows: 3 } })).toEqual([
      'WARNING rejected-rows',
      'INFO coverage',
    ]);
  });

  it('brakes from the count and above the share that are configured', () => {
    const brake = { count: 5, share: 0.5 };
    expect(ids(facts({ open: 8, wouldClose: 4, brake }))).not.toContain('WARNING mass-close');
    expect(ids(facts({ open: 10, wouldClose: 5, brake }))).not.toContain('WARNING mass-close');
    expect(ids(facts({ open: 9, wouldClose: 5, brake }))).toContain('WARNING mass-close');
    expect(ids(facts({ open: 9, wouldClose: 1, brake: { count: 0, share: 0 } }))).toContain(
      'WARNING mass-close',
    );
    expect(ids(facts({ open: 9, wouldClose: 0, brake: { count: 0, share: 0 } }))).not.toContain(
      'WARNING mass-close',
    );
  });

  it('doubts clocks that run ahead, start at their epoch or run backwards', () => {
    expect(ids({ scanInFuture: true })).toContain('WARNING clock-skew');
    expect(ids({ scanAt: '1970-01-01T00:10:00.000Z' })).toContain('WARNING clock-unset');
    const [scanStartedAt, scanFinishedAt] = ['2026-03-02T09:00:00Z', '2026-03-02T08:00:00Z'];
    expect(ids({ scanStartedAt, scanFinishedAt })).toContain('WARNING scan-times');
    expect(ids({ scanStartedAt, scanFinishedAt: scanStartedAt })).toEqual(['INFO coverage']);
  });

  it('asks when a scan lies outside its authority, and notes when there is none', () => {
    const authority = { organisation: 'Example Ltd', authorisedBy: 'CISO' };
    const window = { windowFrom: '2026-03-01T00:00:00Z', windowTo: '2026-03-02T07:00:00Z' };
    expect(ids({ authority: { ...authority, ...window } })).toContain('WARNING authority-window');
    expect(ids({ authority: { ...authority, windowFrom: window.windowFrom } })).toEqual(['INFO coverage']);
    expect(ids({ authority: null })).toContain('INFO authority');
  });

  it('takes many new criticals for a storm only where the scope was scanned before', () => {
    const lastScanAt = '2026-03-01T00:00:00Z';
    const storm = facts({ newCritical: 50, openCritical: 16 });
    expect(ids({ ...storm, lastScanAt })).toContain('WARNING severity-storm');
    expect(ids({ ...facts({ newCritical: 50, openCritical: 0 }), lastScanAt })).toContain(
      'WARNING severity-storm',
    );
    expect(ids(storm)).not.toContain('WARNING severity-storm');
    expect(ids({ ...facts({ newCritical: 50, openCritical: 17 }), lastScanAt })).not.toContain(
      'WARNING severity-storm',
    );
  });

  it('asks when many known findings are rated anew in one direction', () => {
    expect(ids(facts({ worse: 20, shared: 60 }))).toContain('WARNING severity-shift');
    expect(ids(facts({ better: 20, shared: 60 }))).toContain('WARNING severity-shift');
    expect(ids(facts({ worse: 20, better: 3, shared: 60 }))).not.toContain('WARNING severity-shift');
    expect(ids(facts({ worse: 19, shared: 19 }))).not.toContain('WARNING severity-shift');
  });
});

describe('the gate against the register', () => {
  let server: TestServer;
  let tenant: TestTenant;
  beforeAll(async () => {
    server = await testServer();
    tenant = await makeTenant(server);
  });
  afterAll(() => server.close());

  const preview = (report: string, options: ImportOptions) =>
    importReport(server, tenant.admin, report, { ...options, finalize: false });
  const checkOf = (job: Readonly<Record<string, unknown>>, id: string) =>
    Array.isArray(job.checks) ? job.checks.map((check) => record(check)).find((c) => c.id === id) : undefined;
  const plugins = (n: number) => Array.from({ length: n }, (_, i) => 41_000 + i);

  it('tells that the checks behind open vulnerabilities did not run', async () => {
    const all = plugins(4);
    await importReport(server, tenant.admin, nessusReport({ hosts: ['a.test'], plugins: all, ran: all }), {
      scopeKey: 'policy',
      finishedAt: '2026-02-01T10:00:00Z',
    });
    const narrow = await preview(
      nessusReport({ hosts: ['a.test'], plugins: all.slice(0, 1), ran: all.slice(0, 1) }),
      {
        scopeKey: 'policy',
        finishedAt: '2026-02-02T10:00:00Z',
      },
    );
    expect(checkOf(narrow, 'checks-not-run')).toMatchObject({ level: 'WARNING', count: 3 });
    expect(record(record(narrow.preview).counts).WOULD_CLOSE).toBe(0);
  });

  it('sees a changed severity scale in the report itself', async () => {
    const options = { hosts: ['b.test', 'c.test'], plugins: plugins(12) };
    await importReport(server, tenant.admin, nessusReport({ ...options, severity: 2 }), {
      scopeKey: 'scale',
      finishedAt: '2026-02-01T10:00:00Z',
    });
    const shifted = await preview(nessusReport({ ...options, severity: 4 }), {
      scopeKey: 'scale',
      finishedAt: '2026-02-02T10:00:00Z',
    });
    expect(checkOf(shifted, 'severity-shift')).toMatchObject({ level: 'WARNING', count: 24 });
  });

  it('sees a storm of new criticals', async () => {
    await importReport(server, tenant.admin, nessusReport({ hosts: ['d.test'], plugins: plugins(1) }), {
      scopeKey: 'storm',
      finishedAt: '2026-02-01T10:00:00Z',
    });
    const storm = await preview(nessusReport({ hosts: ['d.test'], plugins: plugins(60), severity: 4 }), {
      scopeKey: 'storm',
      finishedAt: '2026-02-02T10:00:00Z',
    });
    expect(checkOf(storm, 'severity-storm')).toMatchObject({ level: 'WARNING', count: 59 });
  });

  it('says when names and addresses of a target belong to different assets', async () => {
    const one = plugins(1);
    await importReport(server, tenant.admin, nessusReport({ hosts: ['10.9.9.9', 'e.test'], plugins: one }), {
      scopeKey: 'several',
    });
    const both = nessusReport({ hosts: ['e.test'], plugins: one }).replace(
      '<tag name="host-fqdn">',
      '<tag name="host-ip">10.9.9.9</tag><tag name="host-fqdn">',
    );
    const job = await preview(both, { scopeKey: 'several' });
    expect(checkOf(job, 'ambiguous-assets')).toMatchObject({ level: 'INFO', count: 1 });
  });
});
