import { statSync } from 'node:fs';
import type { Measurement } from './bench.ts';
import { copyFloor } from './copy-floor.ts';
import { importFile } from './import-run.ts';
import { type NessusShape, nessusReport } from './nessus-file.ts';
import { startPlatform } from './platform-process.ts';

const maxRssMb = 300;
/** Of 100,000 findings, whatever their size: findings a second, and their share of the floor. */
const goals = { rate: 8_000, ratio: 0.25 };

interface Ingest {
  readonly name: string;
  readonly shape: NessusShape;
  /** False: that all of them arrive is the goal, however long it takes. */
  readonly isTimed: boolean;
}

/** Upload → FINALIZED of a new report; floor: COPY of the same rows into a bare table of the same server. */
export async function measureIngest({ name, shape, isTimed }: Ingest): Promise<readonly Measurement[]> {
  const path = await nessusReport(shape);
  const platform = await startPlatform();
  try {
    const { seconds, steps, job } = await importFile(platform, path, 'bench');
    const rss = platform.peakRss();
    process.stdout.write(
      `  ${Math.round(statSync(path).size / 1e6)} MB, steps ${JSON.stringify(steps)}, with children ${Math.round(rss.withChildren / 1e6)} MB\n`,
    );
    const floor = await copyFloor(shape.findings);
    const rate = shape.findings / seconds;
    const ratio = rate / floor;
    const isFast = rate >= goals.rate && ratio >= goals.ratio;
    const isWhole = extractedOf(job) === shape.findings;
    return [
      {
        name,
        value: rate,
        unit: 'findings/s',
        floor,
        ratio,
        goal: isTimed
          ? `>= ${goals.rate} findings/s and ratio >= ${goals.ratio}`
          : `all ${shape.findings} arrive`,
        met: isWhole && (isFast || !isTimed),
      },
      {
        name: `${name}-rss`,
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

function extractedOf({ counts }: Record<string, unknown>): unknown {
  return typeof counts === 'object' && counts !== null && 'extracted' in counts
    ? counts.extracted
    : undefined;
}
