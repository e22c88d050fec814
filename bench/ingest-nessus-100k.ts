import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Measurement } from './bench.ts';
import { copyFloor } from './copy-floor.ts';
import { importFile } from './import-run.ts';
import { shape100k, writeNessusFile } from './nessus-file.ts';
import { startPlatform } from './platform-process.ts';

const cache = fileURLToPath(new URL('./.cache/', import.meta.url));

/** The 119 MB report of 100,000 findings, made once. */
export async function reportOf100k(): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const path = `${cache}nessus-100k.nessus`;
  if (!existsSync(path)) await writeNessusFile(path, shape100k);
  return path;
}

const minFindingsPerSecond = 8_000;
const maxRssMb = 300;

/** Upload → FINALIZED of a new report; floor: COPY of the same rows into a bare table of the same server. */
export async function bench(): Promise<readonly Measurement[]> {
  const path = await reportOf100k();
  const platform = await startPlatform();
  try {
    const run = await importFile(platform, path, 'bench');
    const rate = shape100k.findings / run.seconds;
    const rss = platform.peakRss();
    process.stdout.write(
      `  steps ${JSON.stringify(run.steps)}, with children ${Math.round(rss.withChildren / 1e6)} MB\n`,
    );
    const floor = await copyFloor(shape100k.findings);
    return [
      {
        name: 'ingest-nessus-100k',
        value: rate,
        unit: 'findings/s',
        floor,
        ratio: rate / floor,
        goal: `>= ${minFindingsPerSecond} findings/s`,
        met: rate >= minFindingsPerSecond,
      },
      {
        name: 'ingest-nessus-100k-rss',
        value: rss.server / 1e6,
        unit: 'MB',
        floor: null,
        ratio: null,
        goal: `< ${maxRssMb} MB of the Node process`,
        met: rss.server / 1e6 < maxRssMb,
      },
    ];
  } finally {
    await platform.stop();
  }
}
