import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Bench, Measurement } from './bench.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));

/** `npm run bench [-- NAME…]`: runs all or the named ones, one after the other, and writes bench/out.json. */
async function main(names: readonly string[]): Promise<void> {
  const benches = await load();
  const unknown = names.find((name) => !benches.has(name));
  if (unknown !== undefined)
    throw new Error(`There is no bench "${unknown}"; there are ${[...benches.keys()].join(', ')}.`);
  const results: object[] = [];
  for (const [name, { bench, isLarge }] of benches) {
    if (names.length > 0 && !names.includes(name)) continue;
    if (names.length === 0 && isLarge && process.env.CRP_BENCH_LARGE !== '1') {
      process.stdout.write(`${name}: left out, it takes minutes; name it or set CRP_BENCH_LARGE=1\n`);
      continue;
    }
    process.stdout.write(`${name} …\n`);
    const measured = [await bench()].flat();
    for (const one of measured) {
      show(one);
      results.push({ ...one, machine, commit });
    }
    writeFileSync(`${folder}out.json`, `${JSON.stringify(results, null, 2)}\n`);
  }
}

interface Loaded {
  readonly bench: Bench;
  readonly isLarge: boolean;
}

async function load(): Promise<ReadonlyMap<string, Loaded>> {
  const found = new Map<string, Loaded>();
  for (const file of readdirSync(folder).sort()) {
    // By its text first: other files here are started as processes of their own and must not be imported.
    if (
      !file.endsWith('.ts') ||
      !/export (async function|const) bench\b/.test(readFileSync(`${folder}${file}`, 'utf8'))
    )
      continue;
    const { bench, isLarge = false }: { readonly bench?: Bench; readonly isLarge?: boolean } = await import(
      new URL(file, import.meta.url).href
    );
    if (bench) found.set(file.slice(0, -3), { bench, isLarge });
  }
  return found;
}

function show({ name, value, unit, floor, ratio, goal, met }: Measurement): void {
  const beside =
    floor === null ? '' : `, floor ${Math.round(floor * 100) / 100} (ratio ${ratio?.toFixed(2)})`;
  process.stdout.write(
    `  ${met ? 'met ' : 'MISS'} ${name}: ${Math.round(value * 100) / 100} ${unit}${beside}; goal ${goal}\n`,
  );
}

const machine = {
  cores: cpus().length,
  cpu: cpus()[0]?.model ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
  cwd: folder,
  encoding: 'utf8',
}).trim();

await main(process.argv.slice(2));
process.exit(0);
