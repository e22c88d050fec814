import { type CrpClient, type components, unwrap } from '../../../client/src/index.ts';
import { company, scopes } from '../../../demo/company.ts';
import type { DemoReport } from '../../../demo/reports.ts';

/**
 * Warnings that belong to the story: the programme of fixes closes much at once, and a table of testers names no place as covered.
 * Any other stops the demo.
 */
const expectedWarnings: readonly string[] = ['mass-close', 'nothing-covered'];
const waitSeconds = 30;
/** A busy machine takes longer than one wait. */
const maxWaits = 10;

type Job = components['schemas']['IngestionJob'];

export interface Imported {
  readonly jobId: string;
  readonly assessmentId: string | null;
  /** The preview's counts, by change. */
  readonly counts: Readonly<Record<string, number>>;
  readonly acknowledged: readonly string[];
  /** Targets that no asset was known for. */
  readonly newAssets: number;
}

/** Names what is scanned and who allowed it, once, before the first report. */
export async function nameScopes(crp: CrpClient): Promise<void> {
  for (const { key, name, kind, targets } of scopes) {
    await unwrap(
      crp.POST('/api/v1/report-ingestion/scope-keys', {
        body: {
          key,
          name,
          kind,
          targets: targets.map((target) => ({ ...target })),
          authority: {
            organisation: company.name,
            authorisedBy: 'Ingrid Solheim, head of security',
            reference: 'SEC-2025-014',
          },
        },
      }),
    );
  }
}

/**
 * The main job as an administrator does it: hand a report in, look at the preview, acknowledge its warnings by name, finalize.
 * @throws Error when a step ends in another state than it should, with the reason that the job gives
 */
export async function importReport(crp: CrpClient, report: DemoReport): Promise<Imported> {
  const previewed = await settled(crp, await handIn(crp, report));
  if (previewed.state !== 'VALIDATED') throw new Error(stopped(report, previewed));
  const warnings = warningsOf(report, previewed);
  const job = await settled(crp, await finalize(crp, previewed, warnings));
  if (job.state !== 'FINALIZED') throw new Error(stopped(report, job));
  return {
    jobId: job.id,
    assessmentId: job.assessmentId,
    counts: { ...previewed.preview?.counts },
    acknowledged: warnings,
    newAssets: previewed.checks.find(({ id }) => id === 'new-assets')?.count ?? 0,
  };
}

function handIn(crp: CrpClient, { file, scope, methodology, finishedAt, text }: DemoReport): Promise<Job> {
  const scopeName = scopes.find(({ key }) => key === scope)?.name ?? scope;
  const form = new FormData();
  form.set('scopeKey', scope);
  form.set(
    'assessment',
    JSON.stringify({ name: `${scopeName}, ${dayText(finishedAt)}`, methodology, finishedAt }),
  );
  form.set('file', new Blob([text]), file);
  return unwrap(
    crp.POST('/api/v1/report-ingestion/jobs', {
      params: { query: { wait: waitSeconds } },
      // The form is made above; what the types ask for is only its list of fields.
      body: { scopeKey: scope, file: '' },
      bodySerializer: () => form,
    }),
  );
}

function warningsOf({ file }: DemoReport, { checks }: Job): string[] {
  const warnings = checks.filter(({ level }) => level === 'WARNING').map(({ id }) => id);
  const unexpected = warnings.filter((id) => !expectedWarnings.includes(id));
  if (unexpected.length === 0) return warnings;
  throw new Error(`${file} has warnings that the story does not know: ${unexpected.join(', ')}`);
}

function finalize(crp: CrpClient, { id, preview }: Job, acknowledge: string[]): Promise<Job> {
  return unwrap(
    crp.POST('/api/v1/report-ingestion/jobs/{jobId}/finalize', {
      params: { path: { jobId: id }, query: { wait: waitSeconds } },
      body: {
        acknowledge,
        ...(preview ? { previewDigest: preview.digest } : {}),
        ...(acknowledge.length > 0
          ? { reason: 'Looked at one by one; the work of the programme is in this scan.' }
          : {}),
      },
    }),
  );
}

const underWay: readonly Job['state'][] = ['RECEIVED', 'EXTRACTING', 'EXTRACTED', 'VALIDATING', 'FINALIZING'];

/** The job once its step has ended, one way or another. */
async function settled(crp: CrpClient, job: Job): Promise<Job> {
  let now = job;
  for (let waits = 0; underWay.includes(now.state) && waits < maxWaits; waits++) {
    now = await unwrap(
      crp.GET('/api/v1/report-ingestion/jobs/{jobId}', {
        params: { path: { jobId: job.id }, query: { wait: waitSeconds } },
      }),
    );
  }
  return now;
}

/** 17 Nov 2026 */
function dayText(time: string): string {
  return new Date(time).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

function stopped({ file }: DemoReport, { state, stateReason }: Job): string {
  return `the import of ${file} stopped as ${state}: ${stateReason ?? 'no reason given'}`;
}
