import type { Measurement } from './bench.ts';
import { measureIngest } from './ingest.ts';
import { shape350mb, tried } from './nessus-file.ts';

/** 100,000 findings in 350 MB, behind 1 MB of policy. */
export async function bench(): Promise<readonly Measurement[]> {
  return measureIngest({ name: 'ingest-nessus-350mb', shape: tried(shape350mb), isTimed: true });
}
