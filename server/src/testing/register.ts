import { fieldOf } from '../platform/http/tenant.ts';
import { record } from './import.ts';
import type { TestPerson } from './people.ts';
import type { Answer, TestServer } from './server.ts';

/** A finding of the generic JSON format, as far as tests need it. */
export interface ReportedFinding {
  readonly title: string;
  readonly severity: 'Critical' | 'High' | 'Medium' | 'Low' | 'Info';
  readonly url?: string;
  readonly check?: string;
  readonly cve?: string;
  readonly cwe?: number;
  readonly cvss?: number;
}

interface Import {
  readonly scopeKey?: string;
  /** RFC 3339; when the scan ended. */
  readonly finishedAt: string;
  /** Targets that the scan covered, so that absence there means fixed. */
  readonly covered?: readonly string[];
}

/** Imports a report through the API as a person does it: hand in, look, acknowledge the warnings, finalize. */
export async function importFindings(
  server: TestServer,
  person: TestPerson,
  findings: readonly ReportedFinding[],
  { scopeKey = 'shop', finishedAt, covered = ['https://shop.example'] }: Import,
): Promise<string> {
  const report = {
    tool: 'Test scanner',
    finished_at: finishedAt,
    covered,
    findings: findings.map(({ title, severity, url, check, cve, cwe, cvss }) => ({
      title,
      severity,
      vuln_id_from_tool: check ?? title,
      endpoints: [url ?? 'https://shop.example/'],
      ...(cve === undefined ? {} : { cve }),
      ...(cwe === undefined ? {} : { cwe }),
      ...(cvss === undefined ? {} : { cvssv3_score: cvss }),
    })),
  };
  const body = { scopeKey, tool: 'generic-json', payload: JSON.stringify(report) };
  const posted = await server.call('POST', '/report-ingestion/jobs?wait=30', {
    headers: person.headers,
    body,
  });
  const job = await settled(server, person, posted, 'VALIDATED');
  const acknowledge = listOf(job.checks)
    .filter((check) => check.level === 'WARNING')
    .map((check) => check.id);
  const path = `/report-ingestion/jobs/${String(job.id)}/finalize?wait=30`;
  const done = await server.call('POST', path, { headers: person.headers, body: { acknowledge } });
  const finalized = await settled(server, person, done, 'FINALIZED');
  return String(finalized.assessmentId);
}

/** Waits on while the step runs; a busy machine may take longer than one call waits. */
async function settled(
  server: TestServer,
  person: TestPerson,
  answer: Answer,
  wanted: string,
): Promise<Plain> {
  let job = record(answer.data, answer.text);
  for (let tries = 0; tries < 4 && String(job.state).endsWith('ING'); tries++) {
    const again = await server.call('GET', `/report-ingestion/jobs/${String(job.id)}?wait=30`, {
      headers: person.headers,
    });
    job = record(again.data, again.text);
  }
  if (job.state !== wanted) throw new Error(`not ${wanted}: ${JSON.stringify(job)}`);
  return job;
}

type Plain = Readonly<Record<string, unknown>>;

export function listOf(value: unknown): readonly Plain[] {
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value.map((item) => record(item));
}

export function itemsOf(answer: Answer): readonly Plain[] {
  return listOf(record(answer.data, answer.text).items);
}

export function pageOf(answer: Answer): Plain {
  return record(record(answer.data, answer.text).page);
}

/** Id of the vulnerability with this title. */
export async function idOf(server: TestServer, person: TestPerson, title: string): Promise<string> {
  const answer = await server.call('GET', `/vulnerabilities?q=${encodeURIComponent(title)}`, {
    headers: person.headers,
  });
  const found = itemsOf(answer).find((item) => item.title === title);
  return String(fieldOf(found, 'id'));
}

/** An error's body without what differs from request to request. */
export function withoutRequestId(answer: Answer): string {
  return answer.text.replace(/"requestId":"[^"]*"/, '');
}
