import type { Measurement } from './bench.ts';
import { measureIngest } from './ingest.ts';
import { shape100k } from './nessus-file.ts';

/** The 119 MB report of 100,000 findings. */
export async function bench(): Promise<readonly Measurement[]> {
  return measureIngest({ name: 'ingest-nessus-100k', shape: shape100k, isTimed: true });
}
