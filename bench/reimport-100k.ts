import type { Measurement } from './bench.ts';
import { importFile } from './import-run.ts';
import { nessusReport, shape100k } from './nessus-file.ts';
import { startPlatform } from './platform-process.ts';

const minFindingsPerSecond = 20_000;

/** The same file again: nothing changes. Floor: the first import of the same run. */
export async function bench(): Promise<Measurement> {
  const path = await nessusReport(shape100k);
  const platform = await startPlatform();
  try {
    const first = await importFile(platform, path, 'bench');
    const again = await importFile(platform, path, 'bench');
    const rate = shape100k.findings / again.seconds;
    const floor = shape100k.findings / first.seconds;
    process.stdout.write(`  steps ${JSON.stringify(again.steps)} ${JSON.stringify(again.job.preview)}\n`);
    return {
      name: 'reimport-100k',
      value: rate,
      unit: 'findings/s',
      floor,
      ratio: rate / floor,
      goal: `>= ${minFindingsPerSecond} findings/s`,
      met: rate >= minFindingsPerSecond,
    };
  } finally {
    await platform.stop();
  }
}
