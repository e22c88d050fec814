import { Readable } from 'node:stream';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import type { Caller } from '../../platform/db/ctx.ts';
import type { Platform } from '../../platform/platform.ts';
import { hasTrace, type ImportRow, selectImport, selectTargets, type TargetRow } from './import-store.ts';
import { largestObjectBytes, sha256 } from './inputs.ts';
import { scoringText } from './messages.ts';
import { insertTrace } from './store.ts';

const kind = 'IMPORT_MAPPING';
/** More targets are counted, not named; all of them stand in the register. */
const mostTargets = 5_000;

/**
 * Why targets of a report became the assets that they are, and findings the classes that they have: one trace for an import. May run twice: an import
 * has one trace.
 */
export async function keepImportTrace(
  { transactor, storage }: Pick<Platform, 'transactor' | 'storage'>,
  caller: Caller,
  jobId: string,
): Promise<void> {
  const found = await transactor.read(caller, async (ctx) => {
    if (await hasTrace(ctx, kind, jobId)) return undefined;
    const job = await selectImport(ctx, jobId);
    return job && { job, targets: await selectTargets(ctx, { jobId, limit: mostTargets }) };
  });
  if (!found) return;
  const inputs = canonicalJson(inputsOf(found.job, found.targets));
  const objects = storage.forTenant(caller.tenantId);
  const inputsSha256 = sha256(inputs);
  if (!(await objects.stat(inputsSha256)))
    await objects.put(Readable.from([Buffer.from(inputs)]), { maxBytes: largestObjectBytes });
  await transactor.write(caller, async (ctx) => {
    if (await hasTrace(ctx, kind, jobId)) return;
    await insertTrace(ctx, {
      ...decisionOf(found.job, found.targets),
      id: ctx.newId(),
      inputsSha256,
      createdAt: ctx.now,
    });
  });
}

function inputsOf({ classes: _, targets: __, ...job }: ImportRow, targets: readonly TargetRow[]) {
  return { ...job, targets: targets.map(({ target, identifiers }) => ({ target, identifiers })) };
}

function decisionOf(job: ImportRow, targets: readonly TargetRow[]) {
  const count = (how: TargetRow['how']) => targets.filter((target) => target.how === how).length;
  const counts = { mapped: count('MAPPED'), known: count('IDENTIFIER'), new: count('NEW') };
  const texts = (values: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  return {
    kind,
    subjectType: 'INGESTION_JOB',
    subjectId: job.jobId,
    rule: 'identity',
    ruleVersion: `identity-${job.identityVersion}`,
    outcome: scoringText.importMapped({ targets: job.targets, made: counts.new }),
    steps: [
      { step: 'targets', values: texts({ targets: job.targets, ...counts }) },
      { step: 'classes', values: texts(job.classes) },
    ],
    result: {
      classes: job.classes,
      assets: targets.map(({ target, assetId, how }) => ({ target, assetId, how })),
      complete: targets.length === job.targets,
    },
    asOf: job.finalizedAt,
    registerVersion: null,
    validUntil: null,
  };
}
