import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { JobRun } from '../../platform/jobs/job.ts';
import type { Platform } from '../../platform/platform.ts';
import { keepScore } from '../scoring/facade.ts';
import { reportText } from './messages.ts';
import { reportTime } from './period.ts';
import { type Renderer, RenderRefused } from './render/renderer.ts';
import { announce } from './service.ts';
import {
  type FileRow,
  type Format,
  failReport,
  finishReport,
  getReport,
  lockReport,
  noteSnapshot,
  type ReportRow,
} from './store.ts';
import { gatherers } from './types/gather.ts';
import { reportTypes } from './types/registry.ts';
import type { ReportProof } from './types/report-type.ts';

/** Larger than any snapshot or document that the schemas allow. */
const largestFileBytes = 64 * 1024 * 1024;

export interface Generation {
  readonly platform: Platform;
  readonly renderer: Renderer;
  readonly run: JobRun;
  readonly reportId: string;
}

/**
 * Makes an ordered report: freeze the figures of one snapshot of the database, sign them, render, keep. The frozen snapshot is
 * kept and noted first, so an attempt that is cut off anywhere goes on from the same figures and comes to the same bytes; the
 * report becomes AVAILABLE with all its files in one transaction, once.
 */
export async function generate(generation: Generation): Promise<void> {
  const { run, renderer, reportId } = generation;
  const report = await run.read((ctx) => getReport(ctx, reportId));
  if (report.status !== 'GENERATING') return;
  renderer.prepare();
  try {
    const snapshot = await frozenSnapshot(generation, report);
    const files: FileRow[] = [];
    for (const format of report.options.formats)
      files.push(await makeFile(generation, report, { snapshot, format }));
    await run.write((ctx) => finish(ctx, reportId, files));
  } catch (error) {
    if (!(error instanceof RenderRefused)) throw error;
    await run.write((ctx) => giveUp(ctx, reportId, { code: 'UNRENDERABLE', message: error.message }));
  }
}

/** Canonical JSON of the figures: the one that an earlier attempt froze, or a fresh one. */
async function frozenSnapshot({ platform, run, reportId }: Generation, report: ReportRow): Promise<string> {
  const storage = platform.storage.forTenant(run.caller.tenantId);
  const kept = async (sha256: string) => text(await storage.get(sha256));
  if (report.snapshotSha256 !== null) return kept(report.snapshotSha256);
  const { gathered, asOf } = await run.read(async (ctx) => gatherIn(ctx, report));
  if (!reportTypes.get(report.reportType)?.accepts(gathered.snapshot))
    throw new Error(`the gathered snapshot is not one of ${report.reportType}`);
  for (const score of gathered.scores) await keepScore(platform, run.caller, score);
  const canonical = canonicalJson(gathered.snapshot);
  const { sha256 } = await storage.put(Readable.from([Buffer.from(canonical)]), {
    maxBytes: largestFileBytes,
    signal: run.signal,
  });
  const { score, riskLevel, formulaVersion } = gathered;
  const first = await run.write((ctx) =>
    noteSnapshot(ctx, reportId, { snapshotSha256: sha256, asOf, score, riskLevel, formulaVersion }),
  );
  if (first) return canonical;
  // Another attempt was faster: its figures are the report's.
  const { snapshotSha256 } = await run.read((ctx) => getReport(ctx, reportId));
  return snapshotSha256 === null ? canonical : kept(snapshotSha256);
}

async function gatherIn(ctx: Parameters<Parameters<JobRun['read']>[0]>[0], report: ReportRow) {
  const gather = gatherers.get(report.reportType);
  if (!gather) throw new Error(`nothing gathers ${report.reportType}`);
  const period = { from: report.periodFrom, to: report.periodTo };
  const { previous } = reportTime(report.createdAt, period);
  const live = period.to >= report.createdAt.slice(0, 10);
  const asOf = live ? ctx.now : report.asOf;
  return {
    asOf,
    gathered: await gather(ctx, { assessmentId: report.assessmentId, period, previous, asOf, live }),
  };
}

interface FileOrder {
  readonly snapshot: string;
  readonly format: Format;
}

async function makeFile(
  { platform, renderer, run, reportId }: Generation,
  report: ReportRow,
  { snapshot, format }: FileOrder,
): Promise<FileRow> {
  const proof = proofOf(platform, reportId, snapshot);
  const { bytes, mediaType } = await renderer.render(
    { reportType: report.reportType, snapshot, proof, format, paper: report.options.paper },
    run.signal,
  );
  const storage = platform.storage.forTenant(run.caller.tenantId);
  const { sha256, sizeBytes } = await storage.put(Readable.from([Buffer.from(bytes)]), {
    maxBytes: largestFileBytes,
    signal: run.signal,
  });
  return { format, sha256, sizeBytes, contentType: mediaType, pages: null, ...platform.keys.sign(sha256) };
}

/** Ed25519 is deterministic (RFC 8032), so each attempt makes the same proof. */
function proofOf({ keys, config }: Platform, reportId: string, snapshot: string): ReportProof {
  const { signature: value, keyId, publicKey } = keys.sign(snapshot);
  return {
    reportId,
    snapshotSha256: createHash('sha256').update(snapshot).digest('hex'),
    signature: {
      algorithm: 'Ed25519',
      value,
      keyId,
      publicKey: publicKey.replaceAll(/-----[A-Z ]+-----|\s/g, ''),
    },
    verifyUrl: `${config.publicUrl}/verify`,
  };
}

async function finish(ctx: Ctx, reportId: string, files: readonly FileRow[]): Promise<void> {
  const report = await lockReport(ctx, reportId);
  if (report.status !== 'GENERATING') return;
  await finishReport(ctx, reportId, files);
  ctx.audit({
    type: 'report.generated',
    subject: { type: 'report', id: reportId },
    data: {
      reportType: report.reportType,
      requestedBy: { kind: report.requestedBy.kind, id: report.requestedBy.id },
      snapshotSha256: report.snapshotSha256,
      files: files.map(({ format, sha256 }) => ({ format, sha256 })),
    },
  });
  announce(ctx, reportId, 'AVAILABLE');
}

/** FAILED, with a sentence for the person who ordered it. */
export async function giveUp(
  ctx: Ctx,
  reportId: string,
  failure: { readonly code: string; readonly message: string },
): Promise<void> {
  const report = await lockReport(ctx, reportId);
  if (report.status !== 'GENERATING') return;
  await failReport(ctx, reportId, failure);
  ctx.audit({ type: 'report.failed', subject: { type: 'report', id: reportId }, data: failure });
  announce(ctx, reportId, 'FAILED');
}

/** After the last attempt. */
export const exhausted = { code: 'INTERNAL', message: reportText.gaveUp } as const;
