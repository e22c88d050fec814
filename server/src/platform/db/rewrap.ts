import pg from 'pg';
import type { Keys } from '../crypto/keys.ts';
import type { MasterKey } from '../crypto/master-key.ts';
import { platformPlace, type SealedColumn } from '../crypto/sealed-column.ts';
import { SecretBoxError } from '../crypto/secret-box.ts';
import { StartupError } from './errors.ts';
import { earlierKeysPlace } from './signing-keys.ts';

interface RewrapOptions {
  readonly adminUrl: string;
  readonly current: MasterKey;
  /** Over the whole ring. */
  readonly keys: Keys;
  readonly columns: readonly SealedColumn[];
}

export interface Rewrapped {
  readonly rewrapped: number;
  /** Sealed under the current key before. */
  readonly current: number;
}

const batchSize = 500;

/**
 * Brings everything that was sealed under earlier master keys under the current one; the secrets themselves are not opened. Then the
 * database knows the current key alone, and the earlier ones may leave the ring: what they signed stays verifiable, because their public
 * keys are kept. May be cut off and run again; the service may run meanwhile, with all keys in its ring.
 * @throws StartupError when a secret was sealed under a key that is not in the ring
 */
export async function rewrapAll({ adminUrl, current, keys, columns }: RewrapOptions): Promise<Rewrapped> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    let rewrapped = 0;
    let unchanged = 0;
    for (const column of columns) {
      const done = await rewrapColumn(client, column, keys);
      rewrapped += done.rewrapped;
      unchanged += done.current;
    }
    await client.query('update deployment set key_check = $1, earlier_signing_keys = $2', [
      current.checkValue,
      keys.secrets.seal(JSON.stringify(keys.earlierPublicKeys), earlierKeysPlace),
    ]);
    return { rewrapped, current: unchanged };
  } finally {
    await client.end();
  }
}

interface SealedRow {
  readonly id: string;
  readonly sealed: string;
}

async function rewrapColumn(client: pg.Client, column: SealedColumn, keys: Keys): Promise<Rewrapped> {
  const [table, name, id] = [column.table, column.column, column.idColumn].map((word) =>
    client.escapeIdentifier(word),
  );
  let [rewrapped, current] = [0, 0];
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await asIdentity(client, async () => {
      const found = await client.query<SealedRow>(
        `select ${id} as id, ${name} as sealed from ${table} where ${id} > $1 and ${name} is not null order by ${id} limit ${batchSize}`,
        [after],
      );
      for (const row of found.rows) {
        const fresh = rewrapOne(column, row, keys);
        if (fresh === row.sealed) current += 1;
        // What somebody replaced meanwhile was sealed under the current key.
        else
          rewrapped +=
            (
              await client.query(`update ${table} set ${name} = $2 where ${id} = $1 and ${name} = $3`, [
                row.id,
                fresh,
                row.sealed,
              ])
            ).rowCount ?? 0;
      }
      return found.rows;
    });
    const last = rows.at(-1);
    if (!last) return { rewrapped, current };
    after = last.id;
  }
}

/** In one transaction, as the role that the tables of people are open to. */
async function asIdentity<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query('set local role crp_auth');
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function rewrapOne(column: SealedColumn, { id, sealed }: SealedRow, keys: Keys): string {
  try {
    return keys.secrets.rewrap(sealed, platformPlace(column, id));
  } catch (error) {
    if (!(error instanceof SecretBoxError)) throw error;
    throw new StartupError(
      `${column.table}.${column.column} of ${id} cannot be re-wrapped (${error.message}). Nothing was taken out of use; put the key that sealed it behind the current one in CRP_SECRET_KEY and run this again.`,
      { cause: error },
    );
  }
}
