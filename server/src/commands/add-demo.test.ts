import { afterEach, expect, it } from 'vitest';
import { type TestServer, testServer } from '../testing/server.ts';
import { addDemo } from './add-demo.ts';

let server: TestServer;
afterEach(() => server.close());

async function linksOffered(): Promise<number> {
  const { rows } = await server.database.admin.query<{ n: number }>(
    'select count(*)::int as n from setup_tokens',
  );
  return rows[0]?.n ?? 0;
}

const parts = () => ({ config: server.platform.config, platform: server.platform });

it('a start with a demo offers no set-up link: the demo makes one, and an earlier one would be dead', async () => {
  server = await testServer({ worker: false, demoComes: true });
  expect(await linksOffered()).toBe(0);
});

it('a start without one does', async () => {
  server = await testServer({ worker: false });
  expect(await linksOffered()).toBe(1);
});

it('a demo that throws leaves a platform that answers, and a link to set it up by hand', async () => {
  server = await testServer({ worker: false, demoComes: true });
  const said: string[] = [];
  const load = () => Promise.reject(new Error('its files are not here'));
  await addDemo({ ...parts(), load, say: (line) => said.push(line) });
  expect(said).toEqual(['The demo could not be made: its files are not here']);
  expect((await server.call('GET', '/system/origin')).status).toBe(200);
  expect(await linksOffered()).toBe(1);
});

it('a demo that was made is followed by nothing', async () => {
  server = await testServer({ worker: false, demoComes: true });
  let asked = 0;
  const made = {
    made: true,
    url: '',
    boardPack: '',
    credentials: {
      admin: { email: '', password: '' },
      verifier: { email: '', password: '' },
      member: { email: '', password: '' },
      auditor: { email: '', password: '' },
    },
    counts: { open: 0, assets: 0, reports: 0 },
    imports: new Map(),
    seconds: 0,
  };
  const makeDemo = async () => {
    asked += 1;
    return made;
  };
  await addDemo({ ...parts(), load: async () => ({ makeDemo }) });
  expect(asked).toBe(1);
  expect(await linksOffered()).toBe(0);
});
