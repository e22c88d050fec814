import { join } from 'node:path';
import { CrpError, unwrap } from '../../../client/src/index.ts';
import { people, scopes } from '../../../demo/company.ts';
import type { Config } from '../platform/config/config.ts';
import type { Platform } from '../platform/platform.ts';
import { downloadBoardPack } from './board-pack.ts';
import { type DemoCredentials, keepCredentials, keptCredentials, newCredentials } from './credentials.ts';
import { decideAll } from './decide.ts';
import { type Imported, importReport, nameScopes } from './imports.ts';
import { describeAssets } from './inventory.ts';
import { demoText, summaryText } from './messages.ts';
import { loadSamples } from './samples.ts';
import { type Door, hireStaff, type Staff, signInStaff } from './staff.ts';

export interface DemoOptions {
  readonly config: Config;
  readonly platform: Platform;
  /** Where lines for the operator go; default the terminal. */
  readonly say?: (line: string) => void;
}

export interface DemoResult {
  /** False when it was here already. */
  readonly made: boolean;
  readonly url: string;
  readonly boardPack: string;
  readonly credentials: DemoCredentials;
  readonly counts: { readonly open: number; readonly assets: number; readonly reports: number };
  /** What each report did, by file; empty unless made now. */
  readonly imports: ReadonlyMap<string, Imported>;
  readonly seconds: number;
}

/**
 * Makes a workspace with a year of scans by running the main job through the public API, as its people would: set up, invite,
 * import, decide, report. A second call finds it and only tells the sign-ins again.
 * @returns undefined when the installation belongs to somebody else, or when a step failed; `say` has told why
 */
export async function makeDemo(options: DemoOptions): Promise<DemoResult | undefined> {
  const { platform, say = console.log } = options;
  try {
    return await makeOrFind({ ...options, say });
  } catch (error) {
    // The platform runs and goes on running; only the demo is not there.
    platform.log.error({ err: error }, 'the demo broke off');
    say(demoText.brokeOff(error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}

async function makeOrFind({ config, platform, say }: Required<DemoOptions>): Promise<DemoResult | undefined> {
  const startedAt = performance.now();
  const door = { baseUrl: `http://${localHost(config.host)}:${config.port}`, origin: config.publicUrl };
  const boardPack = join(config.dataDir, 'board-pack.pdf');
  const kept = await keptCredentials(config.dataDir);
  const finish = (made: Made | undefined, credentials: DemoCredentials, staff: Staff) =>
    tell({ say, startedAt, url: config.publicUrl, boardPack, credentials, staff, made });
  if (kept) {
    const staff = await returnTo(door, kept, say);
    return staff && finish(undefined, kept, staff);
  }
  const credentials = newCredentials(platform.source);
  const made = await makeAll({ platform, door, credentials, boardPack, say, dataDir: config.dataDir });
  if (made === undefined) {
    say(demoText.elsewhere);
    return undefined;
  }
  return finish(made, credentials, made.staff);
}

interface Made {
  readonly staff: Staff;
  readonly imports: ReadonlyMap<string, Imported>;
}

interface Make {
  readonly platform: Platform;
  readonly door: Door;
  readonly credentials: DemoCredentials;
  readonly boardPack: string;
  readonly dataDir: string;
  readonly say: (line: string) => void;
}

async function makeAll({
  platform,
  door,
  credentials,
  boardPack,
  dataDir,
  say,
}: Make): Promise<Made | undefined> {
  const staff = await hireStaff({ platform, door, credentials });
  if (staff === undefined) return undefined;
  say(demoText.begin);
  say(demoText.people(Object.keys(people).length));
  const { crp } = staff.admin;
  await nameScopes(crp);
  say(demoText.scopes(scopes.length));
  const imports = await importAll(platform, staff, say);
  const nowMs = platform.source.nowMs();
  const decided = await decideAll(staff, nowMs);
  say(demoText.decided(decided.declared, decided.verified, decided.accepted, decided.falsePositives));
  await downloadBoardPack(crp, { path: boardPack, nowMs });
  say(demoText.boardPack);
  // Last, so that a demo that broke off is never taken for a whole one.
  await keepCredentials(dataDir, credentials);
  return { staff, imports };
}

/** Assets are described as they appear: what a scan weighs depends on them. */
async function importAll(
  { source }: Platform,
  staff: Staff,
  say: Make['say'],
): Promise<ReadonlyMap<string, Imported>> {
  const { reports, asShipped } = await loadSamples(source.nowMs());
  if (!asShipped) say(demoText.redated);
  const imports = new Map<string, Imported>();
  const described = new Set<string>();
  for (const report of reports) {
    const imported = await importReport(staff.admin.crp, report);
    imports.set(report.file, imported);
    const { NEW = 0, RECURRING = 0, WOULD_CLOSE = 0 } = imported.counts;
    const text = `${report.finishedAt.slice(0, 10)}  ${report.file.padEnd(28)} new ${NEW}, back ${RECURRING}, gone ${WOULD_CLOSE}`;
    say(demoText.imported(imports.size, reports.length, text));
    if (imported.newAssets > 0) await describeAssets(staff, described);
  }
  say(demoText.inventory(described.size));
  return imports;
}

async function returnTo(
  door: Door,
  credentials: DemoCredentials,
  say: Make['say'],
): Promise<Staff | undefined> {
  try {
    return await signInStaff(door, credentials);
  } catch (error) {
    if (!(error instanceof CrpError) || error.code !== 'UNAUTHENTICATED') throw error;
    say(demoText.changed);
    return undefined;
  }
}

interface Tell {
  readonly say: (line: string) => void;
  readonly startedAt: number;
  readonly url: string;
  readonly boardPack: string;
  readonly credentials: DemoCredentials;
  readonly staff: Staff;
  readonly made: Made | undefined;
}

async function tell({ say, startedAt, url, boardPack, credentials, staff, made }: Tell): Promise<DemoResult> {
  const { crp } = staff.auditor;
  const { counts } = await unwrap(crp.GET('/api/v1/dashboard/summary'));
  const { items } = await unwrap(
    crp.GET('/api/v1/report-ingestion/jobs', { params: { query: { limit: 200, state: ['FINALIZED'] } } }),
  );
  const result: DemoResult = {
    made: made !== undefined,
    url,
    boardPack,
    credentials,
    counts: { open: counts.open, assets: counts.assets, reports: items.length },
    imports: made?.imports ?? new Map(),
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
  say(summaryText(result));
  return result;
}

/** The address to reach a server at that may listen on all of them. */
function localHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
