import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import {
  existingDataDir,
  killApp,
  newDataDir,
  postmasterPid,
  query,
  quiet,
  startApp,
} from './app-process.fixture.ts';
import { findPostmaster } from './postmaster.ts';
import { startEmbedded } from './start-embedded.ts';

const log = quiet;

describe('start and stop', { timeout: 60_000 }, () => {
  test('the first start makes a durable PostgreSQL 18, a restart keeps the data and is quick', async () => {
    const dataDir = newDataDir();
    const first = await startEmbedded({ dataDir, log });
    expect(first).toMatchObject({ created: true, adopted: false });
    expect(first.version).toMatch(/^18\./);
    await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const settings = await query(
      first.adminUrl,
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync','full_page_writes','synchronous_commit','data_checksums','server_encoding') ORDER BY name",
    );
    expect(settings.map((row) => row.setting)).toEqual(['on', 'on', 'on', 'UTF8', 'on']);
    await first.stop();

    const startedAt = performance.now();
    const second = await startEmbedded({ dataDir, log });
    const restartMs = performance.now() - startedAt;
    expect(second).toMatchObject({ created: false, adopted: false });
    expect(await query(second.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();
    expect(restartMs).toBeLessThan(2_000);
  });

  test('stop leaves no process, frees the folder and may be called twice', async () => {
    const dataDir = await existingDataDir();
    const server = await startEmbedded({ dataDir, log });
    const cluster = join(dataDir, 'postgres', 'cluster');
    expect(findPostmaster(cluster)).toBeDefined();
    await Promise.all([server.stop(), server.stop()]);
    expect(findPostmaster(cluster)).toBeUndefined();
    expect(readFileSync(join(dataDir, 'postgres', 'log', 'postgres.log'), 'utf8')).toContain(
      'database system is shut down',
    );
    await (await startEmbedded({ dataDir, log })).stop();
  });

  test('stop ends a server that does not shut down in time, and no acknowledged commit is lost', async () => {
    const dataDir = await existingDataDir();
    const server = await startEmbedded({ dataDir, log, stopLimitMs: 200 });
    await query(server.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS row');
    process.kill(postmasterPid(dataDir), 'SIGSTOP');
    await server.stop();
    const again = await startEmbedded({ dataDir, log });
    expect(await query(again.adminUrl, 'SELECT row FROM kept')).toEqual([{ row: 1 }]);
    await again.stop();
  });

  test('an app that exits without stopping takes its server along', async () => {
    const dataDir = await existingDataDir();
    const app = await startApp(dataDir);
    const cluster = join(dataDir, 'postgres', 'cluster');
    expect(findPostmaster(cluster)).toBeDefined();
    await killApp(app, 'SIGUSR2');
    expect(app.process.exitCode).toBe(0);
    await vi.waitFor(() => expect(findPostmaster(cluster)).toBeUndefined(), { timeout: 10_000 });
  });
});

describe('access', { timeout: 60_000 }, () => {
  test('only the generated password opens it, over TCP and the Unix socket, and it is private', async () => {
    const dataDir = await existingDataDir();
    const server = await startEmbedded({ dataDir, log });
    expect(await query(server.adminSocketUrl, 'SELECT inet_server_addr() AS address')).toEqual([
      { address: null },
    ]);
    expect(await query(server.adminUrl, 'SELECT host(inet_server_addr()) AS address')).toEqual([
      { address: '127.0.0.1' },
    ]);
    for (const url of [server.adminUrl, server.adminSocketUrl]) {
      const wrong = new URL(url ?? '');
      wrong.password = 'wrong';
      await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    }
    const mode = (...path: string[]) => statSync(join(dataDir, 'postgres', ...path)).mode & 0o777;
    expect(mode('cluster')).toBe(0o700);
    expect(mode('password')).toBe(0o600);
    expect(mode('log')).toBe(0o700);
    expect(mode() & 0o007).toBe(0);
    await server.stop();
  });
});

describe('an app killed with kill -9', { timeout: 60_000 }, () => {
  test('the next start adopts its server, with the data, and ends the sessions it left', async () => {
    const dataDir = await existingDataDir();
    const app = await startApp(dataDir);
    const pid = postmasterPid(dataDir);
    await query(app.report.adminUrl, 'CREATE TABLE kept AS SELECT 7 AS row');
    const stray = new pg.Client({ connectionString: app.report.adminUrl });
    const strayEnded = new Promise((resolve) => stray.on('error', resolve));
    await stray.connect();
    await stray.query('BEGIN; INSERT INTO kept VALUES (8)');
    await killApp(app, 'SIGKILL');

    const next = await startEmbedded({ dataDir, log });
    expect(next).toMatchObject({ adopted: true, created: false, port: app.report.port });
    expect(postmasterPid(dataDir)).toBe(pid);
    await strayEnded;
    expect(await query(next.adminUrl, 'SELECT row FROM kept')).toEqual([{ row: 7 }]);
    await next.stop();
    expect(findPostmaster(join(dataDir, 'postgres', 'cluster'))).toBeUndefined();
  });

  test('a server that runs with other settings is stopped and started anew', async () => {
    const dataDir = await existingDataDir();
    const app = await startApp(dataDir);
    const pid = postmasterPid(dataDir);
    await killApp(app, 'SIGKILL');
    const path = join(dataDir, 'postgres', 'cluster', 'postgresql.conf');
    writeFileSync(path, readFileSync(path, 'utf8').replace('max_connections = 60', 'max_connections = 20'));
    const next = await startEmbedded({ dataDir, log });
    expect(next.adopted).toBe(false);
    expect(postmasterPid(dataDir)).not.toBe(pid);
    expect(await query(next.adminUrl, 'SHOW max_connections')).toEqual([{ max_connections: '60' }]);
    await next.stop();
  });

  test('a server that no longer answers is ended and started anew', async () => {
    const dataDir = await existingDataDir();
    const app = await startApp(dataDir);
    const pid = postmasterPid(dataDir);
    await killApp(app, 'SIGKILL');
    process.kill(pid, 'SIGSTOP');
    const next = await startEmbedded({ dataDir, log, stopLimitMs: 200 });
    expect(next.adopted).toBe(false);
    expect(postmasterPid(dataDir)).not.toBe(pid);
    await next.stop();
  });

  test('app and server killed together: what was acknowledged is there', async () => {
    const dataDir = await existingDataDir();
    const app = await startApp(dataDir);
    await query(app.report.adminUrl, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS row');
    process.kill(postmasterPid(dataDir), 'SIGKILL');
    await killApp(app, 'SIGKILL');
    const next = await startEmbedded({ dataDir, log });
    expect(next.adopted).toBe(false);
    expect(await query(next.adminUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 1000 }]);
    await next.stop();
  });

  test('a postmaster.pid whose pid now belongs to another process does not block the start', async () => {
    const dataDir = await existingDataDir();
    const path = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
    // This test process is alive and is no postmaster.
    writeFileSync(path, `${process.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`);
    const next = await startEmbedded({ dataDir, log });
    expect(next.adopted).toBe(false);
    await next.stop();
  });
});
