import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaText } from '../platform/db/schema-text.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

describe('server/schema.sql', () => {
  it('is what the migrations make: after a new one, run npm run gen and commit it', async () => {
    const committed = await readFile(new URL('../../schema.sql', import.meta.url), 'utf8');
    expect(await schemaText(database.adminUrl)).toBe(committed);
  });

  it('shows a table that nobody expected', async () => {
    const before = await schemaText(database.adminUrl);
    await database.admin.query('create table surprise (id int primary key)');
    const after = await schemaText(database.adminUrl);
    await database.admin.query('drop table surprise');
    expect(before).not.toContain('surprise');
    expect(after).toContain('create table surprise (\n  id integer not null,');
    expect(await schemaText(database.adminUrl)).toBe(before);
  });
});
