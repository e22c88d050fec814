import { sql } from 'kysely';
import type { Db } from '../../platform/db/pipeline.ts';
import type { Bucket } from './attempt-limits.ts';

export interface Full {
  readonly bucket: string;
  readonly opensAt: string;
}

/** Counts one attempt in every bucket, or in none. @returns the bucket that is full for longest, if one is */
export async function admitAttempt(
  db: Db,
  buckets: readonly Bucket[],
  at: string,
): Promise<Full | undefined> {
  const names = buckets.map((bucket) => bucket.name);
  const limits = buckets.map((bucket) => bucket.limit);
  const windows = buckets.map((bucket) => bucket.windowSeconds);
  const { rows } = await sql<Full>`select full_bucket as "bucket", opens_at as "opensAt"
    from admit_attempt(${names}::text[], ${limits}::int[], ${windows}::int[], ${at})`.execute(db);
  return rows[0];
}

/** Takes an attempt out again that turned out right. */
export async function releaseAttempt(db: Db, buckets: readonly Bucket[], at: string): Promise<void> {
  const names = buckets.map((bucket) => bucket.name);
  await sql`select release_attempt(${names}::text[], ${at})`.execute(db);
}
