import { readFile } from 'node:fs/promises';

const report = new URL(
  '../server/src/modules/ingestion/parsers/nessus/fixtures/happy.nessus',
  import.meta.url,
);

/** The main job over HTTP, as a signed-in administrator: hand in, finalize. */
export async function importAndWait(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const payloadBase64 = (await readFile(report)).toString('base64');
  const job = await post(`${url}/api/v1/report-ingestion/jobs?wait=30`, headers, {
    scopeKey: 'bench',
    payloadBase64,
  });
  const done = await post(`${url}/api/v1/report-ingestion/jobs/${job.id}/finalize?wait=30`, headers, {
    acknowledge: [],
  });
  if (done.state !== 'FINALIZED') throw new Error(`the import ended as ${done.state}`);
}

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<{ id: string; state: string }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${text}`);
  const { data }: { data: { id: string; state: string } } = JSON.parse(text);
  return data;
}
