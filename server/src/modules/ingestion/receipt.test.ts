import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countsProblem } from '../../commands/receipt-sums.ts';
import { importReport, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

const main = fileURLToPath(new URL('../../main.ts', import.meta.url));
const run = promisify(execFile);

let server: TestServer;
let tenant: TestTenant;
let folder: string;
let answer: unknown;

const csv = (rows: readonly string[]) => ['title,severity,host,path', ...rows].join('\n');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crp-receipt-'));
  server = await testServer();
  tenant = await makeTenant(server);
  const report = csv([
    'One,HIGH,a.test,/1',
    'One,LOW,a.test,/1',
    'Two,INFO,a.test,/2',
    'Three,CRITICAL,x.test,/3',
    ',HIGH,a.test,/4',
  ]);
  const job = await importReport(server, tenant.admin, report, {
    scopeKey: 'receipt',
    tool: 'generic-csv',
    finalize: false,
  });
  const path = `/report-ingestion/jobs/${String(job.id)}`;
  const { headers } = tenant.admin;
  const rules = { exclusions: [{ target: 'x.test', reason: 'Not ours' }] };
  await server.call('PATCH', path, { headers, body: rules });
  const shown = record((await server.call('GET', `${path}?wait=30`, { headers })).data);
  const checks = Array.isArray(shown.checks) ? shown.checks.map((check) => record(check)) : [];
  const acknowledge = checks.filter(({ level }) => level === 'WARNING').map(({ id }) => id);
  const body = { acknowledge, reason: 'The bad row is known' };
  const done = await server.call('POST', `${path}/finalize?wait=30`, { headers, body });
  expect(record(done.data, done.text).state).toBe('FINALIZED');
  answer = (await server.call('GET', `${path}/verification`, { headers: tenant.auditor.headers })).body;
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const receiptOf = () => record(record(record(answer).data).receipt);

/** Exit code and words of `verify receipt` over a file with this in it. */
async function verify(name: string, content: string) {
  const path = join(folder, name);
  await writeFile(path, content);
  return run(process.execPath, [main, 'verify', 'receipt', path]).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    (error) => ({ code: Object(error).code, text: `${Object(error).stdout}${Object(error).stderr}` }),
  );
}

describe('the receipt of an import', () => {
  it('follows every row from the source to the register', () => {
    expect(receiptOf()).toMatchObject({
      receiptVersion: 2,
      source: { items: 5 },
      rejectedRows: 1,
      extracted: { total: 4 },
      stored: { total: 4 },
      excluded: { total: 1, bySeverity: { CRITICAL: 1 } },
      merged: { total: 1, bySeverity: { LOW: 1 } },
      identities: { total: 2, bySeverity: { HIGH: 1, INFO: 1 } },
      reason: 'The bad row is known',
    });
    expect(receiptOf().checks).toContainEqual({
      id: 'rejected-rows',
      level: 'WARNING',
      count: 1,
      acknowledged: true,
    });
    expect(countsProblem(receiptOf())).toBeUndefined();
  });

  it('does not pass when any count of it is another', () => {
    const stages = ['extracted', 'stored', 'classified', 'excluded', 'negative', 'merged', 'identities'];
    for (const stage of stages) {
      const counts = record(receiptOf()[stage]);
      const more = (group: string, word: string) => ({
        ...counts,
        [group]: { ...record(counts[group]), [word]: Number(record(counts[group])[word]) + 1 },
      });
      for (const changed of [
        { ...counts, total: Number(counts.total) + 1 },
        more('bySeverity', 'HIGH'),
        ...(stage === 'stored' ? [] : [more('byClass', 'VULNERABILITY')]),
      ])
        expect(countsProblem({ ...receiptOf(), [stage]: changed }), stage).toContain('add up');
    }
    const effect = record(receiptOf().effect);
    expect(countsProblem({ ...receiptOf(), effect: { ...effect, NEW: Number(effect.NEW) + 1 } })).toContain(
      'effect',
    );
  });

  it('is checked offline by command, and no change of the file passes', async () => {
    const text = JSON.stringify(answer);
    expect(await verify('genuine.json', text)).toMatchObject({ code: 0 });
    const field = text.replace('"scopeKey":"receipt"', '"scopeKey":"another"');
    expect((await verify('field.json', field)).code).toBe(1);
    const both = text
      .replaceAll('receipt\\",', 'another\\",')
      .replaceAll('"scopeKey":"receipt"', '"scopeKey":"another"');
    expect(both).not.toBe(field);
    expect(await verify('both.json', both)).toMatchObject({
      code: 1,
      text: expect.stringContaining('signature'),
    });
    expect((await verify('empty.json', '{}')).code).toBe(1);
    expect((await verify('torn.json', text.slice(0, -5))).code).toBe(2);
  });
});
