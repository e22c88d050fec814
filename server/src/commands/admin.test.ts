import { randomUUID } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealTotpSecret, unsealTotpSecret } from '../modules/auth/totp-seal.ts';
import { createKeys } from '../platform/crypto/keys.ts';
import { masterKey, recogniseCheckValue } from '../platform/crypto/master-key.ts';
import { rewrapAll } from '../platform/db/rewrap.ts';
import { earlierSigningKeys } from '../platform/db/signing-keys.ts';
import { loadModules } from '../platform/modules.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { testKey } from '../testing/test-key.ts';

const old = masterKey(testKey);
const fresh = masterKey(Buffer.alloc(32, 8));
const other = masterKey(Buffer.alloc(32, 9));
const people = Array.from({ length: 3 }, () => randomUUID());
const secret = Buffer.from('twenty bytes of seed');
const signed = createKeys(old).sign('a receipt');

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  for (const id of people) {
    await database.admin.query(
      `insert into users (user_id, email, display_name, created_at, updated_at) values ($1, $2, 'P', now(), now())`,
      [id, `${id}@example.test`],
    );
    await seal(id, old);
  }
});
afterAll(() => database.drop());

async function seal(id: string, key: typeof old): Promise<void> {
  await database.admin.query(
    `insert into user_secrets (user_id, password_hash, password_changed_at, totp_secret) values ($1, 'x', now(), $2)
     on conflict (user_id) do update set totp_secret = excluded.totp_secret`,
    [id, sealTotpSecret(createKeys(key), id, secret)],
  );
}

async function sealedSecrets(): Promise<readonly { readonly id: string; readonly sealed: string }[]> {
  const { rows } = await database.admin.query(
    'select user_id as id, totp_secret as sealed from user_secrets where totp_secret is not null order by 1',
  );
  return rows;
}

async function keyCheck(): Promise<string> {
  const { rows } = await database.admin.query<{ key_check: string }>('select key_check from deployment');
  return rows[0]?.key_check ?? '';
}

async function rewrap(current: typeof old, previous: readonly (typeof old)[]) {
  const retired = await earlierSigningKeys(database.adminUrl, createKeys(current, { previous }).secrets);
  const keys = createKeys(current, { previous, retired });
  const columns = [...(await loadModules()).values()].flatMap((parts) => parts.sealedColumns ?? []);
  return rewrapAll({ adminUrl: database.adminUrl, current, keys, columns });
}

describe('a change of the master key', () => {
  it('stops at a secret whose key is not in the ring, and the database goes on with the old one', async () => {
    await seal(people[1] ?? '', other);
    await expect(rewrap(fresh, [old])).rejects.toThrow(
      /user_secrets\.totp_secret of .* cannot be re-wrapped/,
    );
    expect(recogniseCheckValue(await keyCheck(), { current: old, previous: [] })).toBe('CURRENT');
    await seal(people[1] ?? '', old);
  });

  it('brings every secret under the new key, and takes the old one out of use', async () => {
    await seal(people[2] ?? '', fresh);
    const before = await sealedSecrets();
    const done = await rewrap(fresh, [old]);
    expect(done.rewrapped + done.current).toBe(people.length);
    const keys = createKeys(fresh);
    for (const { id, sealed } of await sealedSecrets()) {
      expect(unsealTotpSecret(keys, id, sealed).toString()).toBe(secret.toString());
      // The secret itself was not opened: only its data key has a new wrapping.
      const body = before
        .find((one) => one.id === id)
        ?.sealed.split('.')
        .at(-1);
      expect(sealed.split('.').at(-1)).toBe(body);
    }
    expect(recogniseCheckValue(await keyCheck(), { current: fresh, previous: [] })).toBe('CURRENT');
    expect(recogniseCheckValue(await keyCheck(), { current: old, previous: [] })).toBe('FOREIGN');
  });

  it('leaves what the old key signed verifiable without it, also after the next change', async () => {
    const rings = [
      { current: fresh, previous: [] },
      { current: other, previous: [fresh] },
      { current: other, previous: [] },
    ];
    for (const { current, previous } of rings) {
      if (previous.length > 0) await rewrap(current, previous);
      const { secrets } = createKeys(current, { previous });
      const retired = await earlierSigningKeys(database.adminUrl, secrets);
      const keys = createKeys(current, { previous, retired });
      expect(keys.verify('a receipt', signed.signature)).toBe(true);
      expect(keys.verify('another receipt', signed.signature)).toBe(false);
    }
    expect(createKeys(other).verify('a receipt', signed.signature)).toBe(false);
  });

  it('may be run again: nothing is left to do', async () => {
    expect(await rewrap(other, [])).toEqual({ rewrapped: 0, current: people.length });
  });
});

describe('every module that seals secrets', () => {
  it('names their columns in sealed.ts, or a change of the master key would miss them', () => {
    const root = join(import.meta.dirname, '../modules');
    const sealing = globSync('*/*.ts', { cwd: root })
      .filter((path) => readFileSync(join(root, path), 'utf8').includes('secrets.seal('))
      .map((path) => dirname(path));
    expect(sealing).toContain('auth');
    expect(sealing.filter((name) => !existsSync(join(root, name, 'sealed.ts')))).toEqual([]);
  });
});
