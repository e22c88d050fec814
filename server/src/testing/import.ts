import { readFile } from 'node:fs/promises';
import type { TestPerson } from './people.ts';
import type { TestServer } from './server.ts';

export interface ImportOptions {
  readonly scopeKey?: string;
  readonly tool?: string;
  readonly finishedAt?: string;
  readonly acknowledge?: readonly string[];
  /** Stop after the preview. */
  readonly finalize?: false;
}

/** The main job as an administrator does it: hand in, look, finalize. Gives the job as it is at the end. */
export async function importReport(
  server: TestServer,
  person: TestPerson,
  report: string | Buffer,
  options: ImportOptions = {},
): Promise<Readonly<Record<string, unknown>>> {
  const { scopeKey = 'test-scope', tool, finishedAt, acknowledge = [] } = options;
  const assessment = finishedAt === undefined ? {} : { assessment: { finishedAt } };
  const posted = await server.call('POST', '/report-ingestion/jobs?wait=30', {
    headers: person.headers,
    body: {
      scopeKey,
      ...(tool === undefined ? {} : { tool }),
      ...assessment,
      payloadBase64: Buffer.from(report).toString('base64'),
    },
  });
  const job = record(posted.data, posted.text);
  if (options.finalize === false || job.state !== 'VALIDATED') return job;
  const done = await server.call('POST', `/report-ingestion/jobs/${String(job.id)}/finalize?wait=30`, {
    headers: person.headers,
    body: { acknowledge },
  });
  return record(done.data, done.text);
}

export function record(value: unknown, context = ''): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Error(`not an object: ${context}`);
  return Object.fromEntries(Object.entries(value));
}

/** A fixture of ours, by its path below `server/src/modules/ingestion/parsers`. */
export function parserFixture(path: string): Promise<Buffer> {
  return readFile(new URL(`../modules/ingestion/parsers/${path}`, import.meta.url));
}
