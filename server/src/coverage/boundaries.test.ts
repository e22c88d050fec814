import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SourceFile, scanSources } from './source-scan.fixture.ts';

/**
 * The shape of the repository (house rules 6, 12, 13, 14, 16). Lists of exceptions only shrink: an entry that no longer
 * applies fails the test too, so that it is taken out.
 */

/** Whose facade a module may use. `ANY`: it stands on top, and nothing imports it. */
const mayUse: Readonly<Record<string, readonly string[] | 'ANY'>> = {
  assessments: ['assets'],
  assets: ['tenants'],
  audit: ['tenants'],
  auth: ['tenants'],
  dashboard: ['assets', 'scoring', 'vulnerabilities'],
  evidence: [],
  frameworks: ['evidence', 'vulnerabilities'],
  ingestion: ['assessments', 'assets', 'vulnerabilities'],
  integrations: 'ANY',
  reports: 'ANY',
  scoring: ['assessments', 'assets', 'third-party', 'vulnerabilities'],
  system: 'ANY',
  tenants: [],
  'third-party': ['evidence', 'frameworks'],
  'threat-intel': [],
  vulnerabilities: ['assets', 'threat-intel'],
};

/** Schemas that are shared against the table above. */
const schemaEdgesBeyond = ['assessments → scoring', 'third-party → assets'];

/** Statements outside `store.ts`, `*-store.ts` and `platform/`. */
const sqlElsewhere = [
  'modules/assessments/columns.ts',
  'modules/assets/columns.ts',
  'modules/ingestion/diff/apply.ts',
  'modules/ingestion/diff/assets.ts',
  'modules/ingestion/diff/changes.ts',
  'modules/ingestion/diff/incoming.ts',
  'modules/ingestion/diff/plan.ts',
  'modules/ingestion/diff/preview.ts',
  'modules/ingestion/extract/run.ts',
  'modules/ingestion/extract/stage.ts',
  'modules/ingestion/finalize.ts',
  'modules/ingestion/receipt.ts',
  'modules/ingestion/scopes.ts',
  'modules/ingestion/validate.ts',
  'modules/reports/facts/scope.ts',
  'modules/reports/facts/sources.ts',
  'modules/vulnerabilities/columns.ts',
  'modules/vulnerabilities/list-filters.ts',
  'modules/vulnerabilities/list-order.ts',
];

/** Statements of the platform outside `platform/db/`. */
const sqlOfPlatform = [
  'platform/events/consumer.ts',
  'platform/events/live.ts',
  'platform/http/pages.ts',
  'platform/http/replay.ts',
  'platform/jobs/liveness.ts',
  'platform/jobs/worker.ts',
];

/** Where the real clock is read: the source of `ctx`, and what runs before there is one. */
const clocks = [
  'commands/serve.ts',
  'platform/db/embedded/adopt.ts',
  'platform/db/embedded/folder-lock.ts',
  'platform/db/embedded/postmaster.ts',
  'platform/storage/incoming.ts',
];

/** Casts and `!`. */
const casts = ['platform/pdf/line-chart.ts', 'platform/storage/s3-peer.fixture.ts'];

/** Files beyond 300 lines. */
const long = [
  'modules/assets/assets.test.ts',
  'modules/auth/contract.ts',
  'modules/ingestion/parsers/corpus.test.ts',
  'modules/ingestion/parsers/hostile.test.ts',
  'modules/ingestion/parsers/readers/json/scanner.ts',
  'modules/ingestion/store.ts',
  'modules/integrations/contract.ts',
  'modules/reports/reports.test.ts',
  'modules/reports/types/board-pack/demo.fixture.ts',
  'modules/reports/types/board-pack/messages.ts',
  'modules/vulnerabilities/status.test.ts',
];

/** Code of the product that uses what only tests have. */
const usesTests = [
  'modules/reports/types/board-pack/samples.ts → modules/reports/types/board-pack/demo.fixture.ts',
];

const files = scanSources();
const product = files.filter(({ path }) => !isTest(path));

function isTest(path: string): boolean {
  return /\.(test|fixture)\.ts$/.test(path) || /^(testing|coverage)\//.test(path);
}

function moduleOf(path: string): string | undefined {
  return /^modules\/([^/]+)\//.exec(path)?.[1];
}

function importsOf(list: readonly SourceFile[]): readonly { readonly from: string; readonly to: string }[] {
  return list.flatMap(({ path, imports }) => imports.map((to) => ({ from: path, to })));
}

interface Crossing {
  readonly from: string;
  readonly to: string;
  readonly edge: string;
  readonly text: string;
}

/** Imports that reach into a module from outside it. */
const crossings: readonly Crossing[] = importsOf(product).flatMap(({ from, to }) => {
  const [user, used] = [moduleOf(from), moduleOf(to)];
  if (used === undefined || user === used) return [];
  return [{ from, to, edge: `${user ?? 'outside'} → ${used}`, text: `${from} → ${to}` }];
});
const isSchema = ({ to }: Crossing) => /^modules\/[^/]+\/(shapes|contract)\.ts$/.test(to);

describe('modules', () => {
  it('are the ones that the table names, each with a README', () => {
    const folder = join(import.meta.dirname, '../modules');
    expect(readdirSync(folder).sort()).toEqual(Object.keys(mayUse).sort());
    expect(Object.keys(mayUse).filter((name) => !existsSync(join(folder, name, 'README.md')))).toEqual([]);
  });

  it('reach each other through facade.ts; schemas through shapes.ts or contract.ts', () => {
    const wrong = crossings.filter((one) => !isSchema(one) && !/^modules\/[^/]+\/facade\.ts$/.test(one.to));
    expect(wrong.map(({ text }) => text)).toEqual([]);
  });

  it('use only the modules that the table allows', () => {
    const beyond = crossings.filter(({ from, to }) => {
      const allowed = mayUse[moduleOf(from) ?? ''];
      return allowed !== undefined && allowed !== 'ANY' && !allowed.includes(moduleOf(to) ?? '');
    });
    expect(beyond.filter((one) => !isSchema(one)).map(({ text }) => text)).toEqual([]);
    expect(distinct(beyond.map(({ edge }) => edge))).toEqual(schemaEdgesBeyond);
  });

  it('that stand on top are imported by none', () => {
    const top = crossings.filter(
      ({ from, to }) => moduleOf(from) !== undefined && mayUse[moduleOf(to) ?? ''] === 'ANY',
    );
    expect(top.map(({ text }) => text)).toEqual([]);
  });

  it('have no cycle in what they may use', () => {
    const cycleFrom = (name: string, path: readonly string[]): readonly string[] => {
      if (path.includes(name)) return [[...path, name].join(' → ')];
      const next = mayUse[name];
      return next === undefined || next === 'ANY'
        ? []
        : next.flatMap((one) => cycleFrom(one, [...path, name]));
    };
    expect(Object.keys(mayUse).flatMap((name) => cycleFrom(name, []))).toEqual([]);
  });

  it('know nothing of what puts them together', () => {
    const up = importsOf(product.filter(({ path }) => moduleOf(path) !== undefined)).filter(
      ({ to }) => !/^(kernel|platform|modules)\//.test(to),
    );
    expect(up).toEqual([]);
  });
});

describe('layers', () => {
  it('kernel imports nothing of ours', () => {
    const wrong = importsOf(product.filter(({ path }) => path.startsWith('kernel/'))).filter(
      ({ to }) => !to.startsWith('kernel/'),
    );
    expect(wrong).toEqual([]);
  });

  it('platform imports kernel only', () => {
    const wrong = importsOf(product.filter(({ path }) => path.startsWith('platform/'))).filter(
      ({ to }) => !/^(kernel|platform)\//.test(to),
    );
    expect(wrong).toEqual([]);
  });

  it('the product uses nothing of the tests', () => {
    const wrong = importsOf(product).filter(({ to }) => isTest(to));
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual(usesTests);
  });
});

describe('statements for the database', () => {
  const outside = product
    .filter(({ hasSql, path }) => hasSql && !/(?:\/|-)store\.ts$/.test(path))
    .map(({ path }) => path);

  it('stand in store.ts or <name>-store.ts of their module', () => {
    expect(outside.filter((path) => !path.startsWith('platform/'))).toEqual(sqlElsewhere);
  });

  it('of the platform stand in platform/db', () => {
    expect(
      outside.filter((path) => path.startsWith('platform/') && !path.startsWith('platform/db/')),
    ).toEqual(sqlOfPlatform);
  });
});

describe('every file', () => {
  it('takes time and randomness from ctx: no Date.now, new Date() or Math.random', () => {
    expect(product.filter((file) => file.clocks.length > 0).map(({ path }) => path)).toEqual(clocks);
  });

  it('has no cast but `as const`', () => {
    expect(files.filter((file) => file.casts.length > 0).map(({ path }) => path)).toEqual(casts);
  });

  it('has no any', () => {
    expect(files.filter((file) => file.anys.length > 0).map(({ path }) => path)).toEqual([]);
  });

  it('has at most 300 lines', () => {
    expect(files.filter(({ lines }) => lines > 300).map(({ path }) => path)).toEqual(long);
  });

  it('has a name that says what is in it', () => {
    expect(
      files
        .filter(({ path }) => /(^|[/-])(utils?|helpers?|managers?|misc|common|index)\.ts$/.test(path))
        .map(({ path }) => path),
    ).toEqual([]);
  });
});

describe('migrations', () => {
  it('are numbered from 1 without a gap', () => {
    const names = readdirSync(join(import.meta.dirname, '../../migrations')).sort();
    expect(names.filter((name) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(name))).toEqual([]);
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_name, index) => index + 1));
  });
});

function distinct(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort();
}
