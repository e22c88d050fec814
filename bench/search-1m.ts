import type { Measurement } from './bench.ts';
import { leastOf, startLargeRegister, timesOf } from './large-register.ts';
import { quantile } from './quantile.ts';

export const isLarge = true;

const maxMs = 200;
const rounds = 5;
/** Of many, of few, of none; an id; two words. */
const texts = ['outdated', 'plugin 10037', 'no-such-word-anywhere', 'CVE-2015-15000', 'host-4711'];

/** A text in a register of 1,000,000 findings; the slowest at its 95th percentile. Floor: the least that the same API answers. */
export async function bench(): Promise<Measurement> {
  const platform = await startLargeRegister();
  try {
    const floor = quantile(await leastOf(platform), 0.95);
    const all: number[] = [];
    for (const text of texts) {
      const path = `/vulnerabilities?limit=50&q=${encodeURIComponent(text)}`;
      const ms = quantile(
        await timesOf(
          platform,
          Array.from({ length: rounds }, () => path),
        ),
        0.95,
      );
      process.stdout.write(`  ${text} ${Math.round(ms)} ms\n`);
      all.push(ms);
    }
    const value = Math.max(...all);
    const goal = `< ${maxMs} ms at the 95th percentile`;
    return { name: 'search-1m', value, unit: 'ms', floor, ratio: floor / value, goal, met: value < maxMs };
  } finally {
    await platform.stop();
  }
}

if (import.meta.main) console.log(JSON.stringify(await bench()));
