import { resolve } from 'node:path';
import { ConfigError } from './config-error.ts';
import { nearest } from './nearest.ts';
import {
  addressRanges,
  databaseUrl,
  type Environment,
  emailAddress,
  hostName,
  masterKeys,
  oneOf,
  password,
  publicOrigin,
  singleLine,
  wholeNumber,
} from './settings.ts';
import { type StorageLocation, storageLocation } from './storage-location.ts';

export { ConfigError };

/** Everything the deployment may set (contract, section 9). Holds secrets: never log it whole. */
export interface Config {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Absent: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly storage: StorageLocation;
  /** Origin that people reach the platform at, without a trailing slash. */
  readonly publicUrl: string;
  /** 32 bytes; absent with the embedded database only: made and kept in `dataDir` (`secretKeysOf`). */
  readonly secretKey: Buffer | undefined;
  /** Earlier master keys: they open what they sealed, and seal nothing. */
  readonly previousSecretKeys: readonly Buffer[];
  /** First start only; both or neither. */
  readonly adminEmail: string | undefined;
  readonly adminPassword: string | undefined;
  readonly tenantName: string | undefined;
  readonly logLevel: LogLevel;
  /** Addresses and CIDR ranges whose X-Forwarded-* headers are believed. */
  readonly trustedProxies: readonly string[];
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The settings that exist. `CRP_CHROMIUM` and `CRP_TEST_*` are for tests and not read here. */
export const settingNames = [
  'CRP_PORT',
  'CRP_HOST',
  'CRP_DATA_DIR',
  'CRP_STORAGE_URL',
  'CRP_PUBLIC_URL',
  'CRP_SECRET_KEY',
  'CRP_ADMIN_EMAIL',
  'CRP_ADMIN_PASSWORD',
  'CRP_TENANT_NAME',
  'CRP_LOG_LEVEL',
  'CRP_TRUSTED_PROXIES',
  'CRP_CHROMIUM',
] as const;

export interface ConfigOptions {
  /** Used where `env` says nothing, in the same text form. */
  readonly defaults?: Environment;
  /** What relative paths start from; default: the process's working directory. */
  readonly cwd?: string;
}

/**
 * Reads the environment. A variable that is set but empty counts as not set.
 * @throws ConfigError for the first setting that is unknown or wrong
 */
export function readConfig(
  env: Environment,
  { defaults = {}, cwd = process.cwd() }: ConfigOptions = {},
): Config {
  refuseUnknown(env);
  const settings = merge(defaults, env);
  const port = wholeNumber(settings, 'CRP_PORT', { fallback: 8080, min: 0, max: 65_535 });
  const host = hostName(settings, 'CRP_HOST') ?? '127.0.0.1';
  const dataDir = resolve(cwd, settings.CRP_DATA_DIR ?? './data');
  const database = databaseUrl(settings, 'DATABASE_URL');
  const [secretKey, ...previousSecretKeys] = masterKeys(settings, 'CRP_SECRET_KEY');
  if (database !== undefined && secretKey === undefined)
    throw new ConfigError(
      'CRP_SECRET_KEY is missing: with DATABASE_URL set it is required, 32 random bytes as base64url (43 characters) or hex (64).',
    );
  return Object.freeze({
    port,
    host,
    dataDir,
    databaseUrl: database,
    storage: storageLocation(settings, { cwd, dataDir }),
    publicUrl: publicOrigin(settings, 'CRP_PUBLIC_URL') ?? originOf(host, port),
    secretKey,
    previousSecretKeys: Object.freeze(previousSecretKeys),
    ...admin(settings),
    tenantName: singleLine(settings, 'CRP_TENANT_NAME', 200),
    logLevel: oneOf(settings, 'CRP_LOG_LEVEL', logLevels) ?? 'info',
    trustedProxies: Object.freeze(addressRanges(settings, 'CRP_TRUSTED_PROXIES')),
  });
}

/** The origin for people on the same machine: a wildcard or loopback address is not what one types. */
export function originOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return host.includes(':') ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}

function admin(settings: Environment): Pick<Config, 'adminEmail' | 'adminPassword'> {
  const adminEmail = emailAddress(settings, 'CRP_ADMIN_EMAIL');
  const adminPassword = password(settings, 'CRP_ADMIN_PASSWORD');
  if (adminEmail !== undefined && adminPassword === undefined)
    throw new ConfigError(
      'CRP_ADMIN_PASSWORD is missing: CRP_ADMIN_EMAIL and CRP_ADMIN_PASSWORD are set together.',
    );
  if (adminEmail === undefined && adminPassword !== undefined)
    throw new ConfigError(
      'CRP_ADMIN_EMAIL is missing: CRP_ADMIN_EMAIL and CRP_ADMIN_PASSWORD are set together.',
    );
  return { adminEmail, adminPassword };
}

function merge(defaults: Environment, env: Environment): Environment {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  return { ...defaults, ...Object.fromEntries(given) };
}

function refuseUnknown(env: Environment): void {
  const names: readonly string[] = settingNames;
  const unknown = Object.keys(env)
    .sort()
    .find((name) => name.startsWith('CRP_') && !name.startsWith('CRP_TEST_') && !names.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, names);
  const hint = near === undefined ? `Settings are ${names.join(', ')}.` : `Did you mean ${near}?`;
  throw new ConfigError(`${printable(unknown)} is not a setting. ${hint}`);
}

/** Names come from outside too; one line stays one line. */
function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
