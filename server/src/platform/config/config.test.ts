import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, settingNames } from './config.ts';

const key = 'QmFzZTY0dXJsLCAzMiBieXRlcyBvZiByYW5kb21uZXM';
const otherKey = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const cwd = '/srv/crp';

function failure(env: Record<string, string>): string {
  try {
    readConfig(env, { cwd });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('readConfig', () => {
  it('needs nothing: every setting has a default that works on one machine', () => {
    expect(readConfig({}, { cwd })).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataDir: '/srv/crp/data',
      databaseUrl: undefined,
      storage: { kind: 'FOLDER', folder: '/srv/crp/data/objects' },
      publicUrl: 'http://127.0.0.1:8080',
      secretKey: undefined,
      previousSecretKeys: [],
      adminEmail: undefined,
      adminPassword: undefined,
      tenantName: undefined,
      logLevel: 'info',
      trustedProxies: [],
    });
  });

  it('cannot be changed once read', () => {
    expect(Object.isFrozen(readConfig({}, { cwd }))).toBe(true);
  });

  it('lets the environment win over the defaults of the caller, and an empty variable count as not set', () => {
    const defaults = { CRP_PORT: '9000', CRP_HOST: '0.0.0.0' };
    const config = readConfig({ CRP_PORT: '9001', CRP_HOST: '' }, { cwd, defaults });
    expect(config).toMatchObject({ port: 9001, host: '0.0.0.0', publicUrl: 'http://localhost:9001' });
  });

  it('reads a key as base64url or hex, with earlier keys behind it', () => {
    const config = readConfig({ CRP_SECRET_KEY: `${key},${otherKey}` }, { cwd });
    expect(config.secretKey?.toString('base64url')).toBe(key);
    expect(config.previousSecretKeys.map((one) => one.toString('hex'))).toEqual([otherKey]);
  });

  it('needs CRP_SECRET_KEY with an external database: several nodes must share it', () => {
    const DATABASE_URL = 'postgresql://crp:pw@db/crp';
    expect(failure({ DATABASE_URL })).toMatch(/^CRP_SECRET_KEY is missing/);
    expect(readConfig({ DATABASE_URL, CRP_SECRET_KEY: key }, { cwd }).databaseUrl).toBe(DATABASE_URL);
  });

  it.each([
    ['file:', '/srv/crp/data/objects'],
    ['file:blobs', '/srv/crp/blobs'],
    ['file:/var/blobs', '/var/blobs'],
    ['file:///var/blobs', '/var/blobs'],
  ])('keeps objects of %s in %s', (CRP_STORAGE_URL, folder) => {
    expect(readConfig({ CRP_STORAGE_URL }, { cwd }).storage).toEqual({ kind: 'FOLDER', folder });
  });

  it('reads a bucket with its credentials', () => {
    const env = {
      CRP_STORAGE_URL: 's3://reports/crp/eu/',
      AWS_ACCESS_KEY_ID: 'AKID',
      AWS_SECRET_ACCESS_KEY: 'shh',
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: 'https://minio.example:9000/',
    };
    expect(readConfig(env, { cwd }).storage).toEqual({
      kind: 'S3',
      bucket: 'reports',
      prefix: 'crp/eu',
      region: 'eu-central-1',
      endpoint: 'https://minio.example:9000',
      accessKeyId: 'AKID',
      secretAccessKey: 'shh',
      sessionToken: undefined,
    });
  });

  it.each([
    [{ CRP_PROT: '1' }, 'CRP_PROT is not a setting. Did you mean CRP_PORT?'],
    [{ CRP_ADMIN_MAIL: 'a@b.c' }, 'CRP_ADMIN_MAIL is not a setting. Did you mean CRP_ADMIN_EMAIL?'],
    [{ CRP_DATABASE_URL: 'x' }, /^CRP_DATABASE_URL is not a setting\. (Did you mean|Settings are) /],
    [
      { CRP_COMPLETELY_UNRELATED: 'x' },
      /^CRP_COMPLETELY_UNRELATED is not a setting\. Settings are CRP_PORT, /,
    ],
    [{ CRP_PORT: '80a' }, 'CRP_PORT is "80a": it must be a whole number from 0 to 65535.'],
    [{ CRP_PORT: '0x50' }, 'CRP_PORT is "0x50": it must be a whole number from 0 to 65535.'],
    [{ CRP_PORT: '65536' }, 'CRP_PORT is "65536": it must be a whole number from 0 to 65535.'],
    [{ CRP_HOST: 'http://x' }, /^CRP_HOST is "http:\/\/x": it must be an address or a host name/],
    [{ CRP_LOG_LEVEL: 'INFO' }, /^CRP_LOG_LEVEL is "INFO": it must be one of fatal, error, warn, info/],
    [{ CRP_TENANT_NAME: 'Acme\nInc' }, /^CRP_TENANT_NAME holds control characters/],
    [{ CRP_TRUSTED_PROXIES: '10.0.0.0/33' }, /^CRP_TRUSTED_PROXIES holds "10\.0\.0\.0\/33"/],
    [{ CRP_TRUSTED_PROXIES: '10.0.0.1,loopback' }, /^CRP_TRUSTED_PROXIES holds "loopback"/],
    [{ CRP_TRUSTED_PROXIES: '0.0.0.0/0' }, /which is everyone/],
    [{ CRP_PUBLIC_URL: 'https://x.example/app' }, /^CRP_PUBLIC_URL is not an origin/],
    [{ CRP_PUBLIC_URL: 'ftp://x.example' }, /^CRP_PUBLIC_URL is not an origin/],
    [{ CRP_STORAGE_URL: 'ftp://x' }, /^CRP_STORAGE_URL has an unknown form: it must be file:\/path or s3:/],
    [{ CRP_STORAGE_URL: 's3://Bucket' }, /^CRP_STORAGE_URL has no valid bucket name/],
    [{ CRP_STORAGE_URL: 's3://bucket' }, /^AWS_ACCESS_KEY_ID is missing: CRP_STORAGE_URL starts with s3:/],
    [{ CRP_ADMIN_EMAIL: 'me@example.com' }, /^CRP_ADMIN_PASSWORD is missing/],
    [{ CRP_ADMIN_PASSWORD: 'correct horse battery' }, /^CRP_ADMIN_EMAIL is missing/],
    [{ CRP_SECRET_KEY: '0'.repeat(64) }, /^CRP_SECRET_KEY is not random/],
    [{ CRP_SECRET_KEY: `${key},${key}` }, /^CRP_SECRET_KEY names one key twice/],
  ] as const)('refuses %j', (env, message) => {
    expect(failure(env)).toMatch(message);
  });

  it.each([
    ['CRP_SECRET_KEY', 'canary-5e1f'],
    ['CRP_ADMIN_PASSWORD', 'canary-5e1f'],
    ['DATABASE_URL', 'mysql://u:canary-5e1f@db/crp'],
    ['CRP_STORAGE_URL', 's3://id:canary-5e1f@bucket'],
    ['CRP_PUBLIC_URL', 'https://u:canary-5e1f@x.example'],
    ['CRP_SECRETKEY', 'canary-5e1f'],
  ])('never repeats the value of %s', (name, value) => {
    const message = failure({ [name]: value });
    expect(message).toContain(name);
    expect(message).not.toContain('canary');
  });

  it('ignores what belongs to tests', () => {
    expect(readConfig({ CRP_TEST_DATABASE_URL: 'x', CRP_CHROMIUM: '/usr/bin/chromium' }, { cwd }).port).toBe(
      8080,
    );
  });

  it('answers any environment with a configuration or one printable line', () => {
    const name = fc.oneof(
      fc.constantFrom(...settingNames, 'DATABASE_URL', 'AWS_ENDPOINT_URL'),
      fc.string().map((text) => `CRP_${text}`),
    );
    const environment = fc.dictionary(name, fc.string({ unit: 'binary', maxLength: 100 }), { maxKeys: 3 });
    fc.assert(
      fc.property(environment, (env) => {
        try {
          readConfig(env, { cwd });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect(String(error)).toMatch(/^[\P{Cc}\u2026]+$/u);
        }
      }),
      { numRuns: 500 },
    );
  });
});
