import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StartupError } from '../platform/db/errors.ts';
import { assertBoundByRowSecurity } from '../platform/db/provision.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';

/** Roles belong to the whole server, which other tests use too. */
const role = `crp_wrong_${randomBytes(6).toString('hex')}`;
const other = `${role}_other`;

let database: TestDatabase;
let url: string;

beforeAll(async () => {
  database = await testDatabase();
  const login = new URL(database.adminUrl);
  login.username = role;
  login.password = 'wrong role';
  url = login.href;
});

afterAll(() => database.drop());

/** Each row makes the role wrong in one way; `undo` makes it droppable again. */
const wrongSetUps: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['a superuser', [`alter role ${role} superuser`], []],
  ['a role with BYPASSRLS', [`alter role ${role} bypassrls`], []],
  [
    'the owner of a tenant table',
    [`alter table assets owner to ${role}`],
    ['alter table assets owner to current_user'],
  ],
  [
    'a member of the owner of a tenant table',
    [`alter table assets owner to ${other}`, `grant ${other} to ${role}`],
    ['alter table assets owner to current_user'],
  ],
  [
    'a member of the owner that has to SET ROLE first',
    [`alter role ${role} noinherit`, `alter table assets owner to ${other}`, `grant ${other} to ${role}`],
    ['alter table assets owner to current_user'],
  ],
  ['a member of a superuser', [`alter role ${other} superuser`, `grant ${other} to ${role}`], []],
  ['a member of a role with BYPASSRLS', [`alter role ${other} bypassrls`, `grant ${other} to ${role}`], []],
  ['a member of crp_auth', [`grant crp_auth to ${role}`], []],
  [
    'a member of crp_auth that has to SET ROLE first',
    [`alter role ${role} noinherit`, `grant crp_auth to ${other}`, `grant ${other} to ${role}`],
    [],
  ],
];

async function run(statements: readonly string[]): Promise<void> {
  for (const statement of statements) await database.admin.query(statement);
}

/** What the start says to a role made wrong by `make`; undefined when it goes on. */
async function refusal(make: readonly string[], undo: readonly string[]): Promise<unknown> {
  await run([`create role ${role} login password 'wrong role'`, `create role ${other} nologin`, ...make]);
  const said = await assertBoundByRowSecurity(url).catch((error: unknown) => error);
  await run([...undo, `drop role ${role}`, `drop role ${other}`]);
  return said;
}

describe('the service does not start as', () => {
  it.each(wrongSetUps)('%s', async (_name, make, undo) => {
    expect(await refusal(make, undo)).toBeInstanceOf(StartupError);
  });

  it('the role that migrates', async () => {
    await expect(assertBoundByRowSecurity(database.adminUrl)).rejects.toThrow(
      /walls between tenants would not hold/,
    );
  });
});

describe('the service starts as', () => {
  it('its own role', async () => {
    await expect(assertBoundByRowSecurity(database.appUrl)).resolves.toBeUndefined();
  });

  it('a plain role without any of this', async () => {
    await run([`create role ${role} login password 'wrong role'`]);
    try {
      await expect(assertBoundByRowSecurity(url)).resolves.toBeUndefined();
    } finally {
      await run([`drop role ${role}`]);
    }
  });
});
