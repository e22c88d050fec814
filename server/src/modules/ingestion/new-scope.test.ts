import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer({ worker: false });
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

describe('a scope key that nobody has used yet', () => {
  it('is made once, and refuses none of the reports that name it at the same moment', async () => {
    const handIn = (index: number) =>
      server.call('POST', '/report-ingestion/jobs', {
        headers: tenant.admin.headers,
        body: {
          scopeKey: 'new-scope',
          fileName: `${index}.csv`,
          payload: `title,severity\nA ${index},High\n`,
        },
      });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => handIn(index)));
    expect(answers.map(({ status, code }) => code ?? status)).toEqual(Array(8).fill(202));
    const { rows } = await server.database.admin.query<{ n: number }>(
      `select count(*)::int as n from scope_keys where tenant_id = $1 and key = 'new-scope'`,
      [tenant.tenantId],
    );
    expect(rows[0]?.n).toBe(1);
  });
});
