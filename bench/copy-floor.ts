import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { startEmbedded } from '../server/src/platform/db/embedded/start-embedded.ts';

/**
 * What the same PostgreSQL, with the same settings, takes at best: rows as wide as a stored finding, by COPY into a table with nothing but a primary
 * key. Rows a second.
 */
export async function copyFloor(rows: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'crp-bench-floor-'));
  const server = await startEmbedded({
    dataDir: join(folder, 'data'),
    log: { info: () => undefined, warn: console.warn },
  });
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  try {
    await client.query(
      'create table bench_floor (ordinal int primary key, fingerprint uuid, title text, detail jsonb)',
    );
    const detail = JSON.stringify({ text: 'x'.repeat(1_200) });
    const startedAt = performance.now();
    const lines = function* () {
      for (let n = 0; n < rows; n += 1_000) {
        yield Array.from(
          { length: 1_000 },
          (_, i) =>
            `${n + i}\t00000000-0000-4000-8000-${String(n + i).padStart(12, '0')}\tBench plugin outdated service\t${detail}\n`,
        ).join('');
      }
    };
    await pipeline(Readable.from(lines()), client.query(copyFrom('copy bench_floor from stdin')));
    return rows / ((performance.now() - startedAt) / 1000);
  } finally {
    await client.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
