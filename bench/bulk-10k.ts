import type { Measurement } from './bench.ts';
import { itemsOf, leastOf, nextOf, startLargeRegister } from './large-register.ts';
import type { PlatformProcess } from './platform-process.ts';

export const isLarge = true;

const maxSeconds = 5;
const wanted = 10_000;
/** As many as one request takes. */
const perRequest = 500;

/**
 * 10,000 changes of status in a register of 1,000,000 findings, as one script asks for them: declared fixed, timed, and opened again.
 * Floor: as many of the least answers of the same API as there are requests.
 */
export async function bench(): Promise<Measurement> {
  const platform = await startLargeRegister();
  try {
    const ids = await openIds(platform);
    const least = await leastOf(platform);
    const floor = (least.reduce((sum, ms) => sum + ms, 0) / least.length / 1000) * (wanted / perRequest);
    const startedAt = performance.now();
    await move(platform, ids, 'CLIENT_FIXED');
    const value = (performance.now() - startedAt) / 1000;
    await move(platform, ids, 'OPEN');
    const goal = `< ${maxSeconds} s`;
    return { name: 'bulk-10k', value, unit: 's', floor, ratio: floor / value, goal, met: value < maxSeconds };
  } finally {
    await platform.stop();
  }
}

async function openIds(platform: PlatformProcess): Promise<readonly unknown[]> {
  const ids: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null && ids.length < wanted; ) {
    const place = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await platform.call('GET', `/vulnerabilities?limit=200&status=OPEN${place}`);
    ids.push(...itemsOf(answer).map(({ id }) => id));
    cursor = nextOf(answer);
  }
  return ids.slice(0, wanted);
}

async function move(platform: PlatformProcess, ids: readonly unknown[], status: string): Promise<void> {
  for (let from = 0; from < ids.length; from += perRequest) {
    const vulnerabilityIds = ids.slice(from, from + perRequest);
    const { changed } = await platform.call('POST', '/vulnerabilities/bulk-status', {
      vulnerabilityIds,
      status,
      reason: 'Measured by the bench',
    });
    if (changed !== vulnerabilityIds.length) throw new Error(`only ${String(changed)} were changed`);
  }
}

if (import.meta.main) console.log(JSON.stringify(await bench()));
