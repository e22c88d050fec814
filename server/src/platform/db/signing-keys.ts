import pg from 'pg';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { SecretBox, SecretPlace } from '../crypto/secret-box.ts';

export const earlierKeysPlace: SecretPlace = {
  tenantId: 'platform',
  table: 'deployment',
  column: 'earlier_signing_keys',
  rowId: 'deployment',
};

const listOfKeys = Compile(Type.Array(Type.String()));

/** Public keys that signed before the present one, as the last change of the master key kept them; sealed, so that nobody adds one. */
export async function earlierSigningKeys(adminUrl: string, secrets: SecretBox): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ sealed: string | null }>(
      'select earlier_signing_keys as sealed from deployment',
    );
    const sealed = rows[0]?.sealed ?? null;
    if (sealed === null) return [];
    const keys: unknown = JSON.parse(secrets.open(sealed, earlierKeysPlace));
    if (!listOfKeys.Check(keys)) throw new Error('the earlier signing keys are no list');
    return keys;
  } finally {
    await client.end();
  }
}
