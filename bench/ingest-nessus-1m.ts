import type { Measurement } from './bench.ts';
import { measureIngest } from './ingest.ts';
import { shape1m, tried } from './nessus-file.ts';

export const isLarge = true;

/** 1,000,000 findings in 1.8 GB arrive, in the memory that 100,000 take. */
export async function bench(): Promise<readonly Measurement[]> {
  return measureIngest({ name: 'ingest-nessus-1m', shape: tried(shape1m), isTimed: false });
}
