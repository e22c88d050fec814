import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PersonName } from '../../../demo/company.ts';
import { people } from '../../../demo/company.ts';
import type { Source } from '../kernel/ctx.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}
export type DemoCredentials = Readonly<Record<PersonName, Credentials>>;

const fileName = 'demo-sign-ins.json';

/** Passwords of 24 characters, 144 bits, made anew for each installation. */
export function newCredentials(source: Source): DemoCredentials {
  const of = (name: PersonName): Credentials => ({
    email: people[name].email,
    password: Buffer.from(source.randomBytes(18)).toString('base64url'),
  });
  return { admin: of('admin'), verifier: of('verifier'), member: of('member'), auditor: of('auditor') };
}

/** Kept beside the data, readable by the owner only, so that a second start can tell them again. */
export async function keepCredentials(dataDir: string, credentials: DemoCredentials): Promise<void> {
  await writeFile(join(dataDir, fileName), `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
}

/** Undefined when no demo was made in this folder. @throws Error when the file was changed into something else */
export async function keptCredentials(dataDir: string): Promise<DemoCredentials | undefined> {
  const text = await readFile(join(dataDir, fileName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const kept: unknown = JSON.parse(text);
  if (!isDemoCredentials(kept))
    throw new Error(`${join(dataDir, fileName)} is not what the demo wrote; remove it`);
  return kept;
}

function isDemoCredentials(value: unknown): value is DemoCredentials {
  if (typeof value !== 'object' || value === null) return false;
  const found = new Map<string, unknown>(Object.entries(value));
  return Object.keys(people).every((name) => isCredentials(found.get(name)));
}

function isCredentials(value: unknown): value is Credentials {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'email' in value &&
    typeof value.email === 'string' &&
    'password' in value &&
    typeof value.password === 'string'
  );
}
