import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createKeys } from '../platform/crypto/keys.ts';
import { masterKey } from '../platform/crypto/master-key.ts';
import { testKey } from './test-key.ts';

export interface TestDatabase {
  /** Superuser: for arranging and for looking behind the service's back, never for the code under test. */
  readonly adminUrl: string;
  /** The service's own role. */
  readonly appUrl: string;
  readonly admin: pg.Pool;
  drop(): Promise<void>;
}

/** A clone of the prepared template, for one test file. */
export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('testAdminUrl');
  const name = `${inject('testTemplate').replace('template', 'test')}_${randomBytes(6).toString('hex')}`;
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  await cloneTemplate(server, name);
  const adminUrl = withDatabase(serverUrl, name);
  const app = new URL(adminUrl);
  app.username = 'crp_app';
  app.password = createKeys(masterKey(testKey)).databasePassword;
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  admin.on('error', () => undefined);
  return {
    adminUrl,
    appUrl: app.href,
    admin,
    async drop() {
      await admin.end();
      await server.query(`drop database if exists ${name} with (force)`);
      await server.end();
    },
  };
}

/** Only one clone at a time may read the template; others are told "being accessed" and try again. */
async function cloneTemplate(server: pg.Client, name: string): Promise<void> {
  const template = inject('testTemplate');
  await server.query('select pg_advisory_lock(4711)');
  try {
    await server.query(`create database ${name} template ${template}`);
  } finally {
    await server.query('select pg_advisory_unlock(4711)');
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
