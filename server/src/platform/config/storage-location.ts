import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from './config-error.ts';
import { type Environment, parseUrl } from './settings.ts';

export type StorageLocation =
  | { readonly kind: 'FOLDER'; readonly folder: string }
  | {
      readonly kind: 'S3';
      readonly bucket: string;
      /** Before every key; without slashes at its ends, may be empty. */
      readonly prefix: string;
      readonly region: string;
      /** Origin that answers `/bucket/key` (path style); absent: Amazon's for the region. */
      readonly endpoint: string | undefined;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string | undefined;
    };

interface Places {
  readonly cwd: string;
  readonly dataDir: string;
}

const name = 'CRP_STORAGE_URL';
const form = 'it must be file:/path or s3://bucket/prefix';

/** `CRP_STORAGE_URL` with the AWS_* variables that belong to it. @throws ConfigError */
export function storageLocation(env: Environment, places: Places): StorageLocation {
  const text = env[name] ?? 'file:';
  if (text.startsWith('file:')) return { kind: 'FOLDER', folder: folderOf(text, places) };
  const url = parseUrl(text);
  if (url?.protocol === 's3:') return bucketOf(url, env);
  throw new ConfigError(`${name} has an unknown form: ${form}.`);
}

function folderOf(text: string, { cwd, dataDir }: Places): string {
  const path = text.slice('file:'.length);
  if (path === '') return join(dataDir, 'objects');
  if (!path.startsWith('//')) return resolve(cwd, path);
  try {
    return fileURLToPath(text);
  } catch {
    throw new ConfigError(`${name} names a folder on another host: ${form}.`);
  }
}

function bucketOf(url: URL, env: Environment): StorageLocation {
  if (url.username || url.password)
    throw new ConfigError(
      `${name} holds credentials: put them into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    );
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.host) || url.search || url.hash)
    throw new ConfigError(`${name} has no valid bucket name: ${form}, in lower case.`);
  const prefix = url.pathname.replaceAll(/^\/+|\/+$/g, '');
  if (
    !/^[A-Za-z0-9._/-]{0,200}$/.test(prefix) ||
    prefix.split('/').some((part) => /^\.*$/.test(part) && prefix !== '')
  )
    throw new ConfigError(
      `${name} has a prefix that cannot be used: letters, digits, ".", "_", "-" and "/", at most 200.`,
    );
  return {
    kind: 'S3',
    bucket: url.host,
    prefix,
    region: env.AWS_REGION || 'us-east-1',
    endpoint: endpointOf(env.AWS_ENDPOINT_URL),
    accessKeyId: required(env, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: required(env, 'AWS_SECRET_ACCESS_KEY'),
    sessionToken: env.AWS_SESSION_TOKEN || undefined,
  };
}

function endpointOf(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const url = parseUrl(text);
  const wrong =
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search ||
    url.hash ||
    url.username ||
    url.password;
  if (wrong)
    throw new ConfigError(
      'AWS_ENDPOINT_URL is not an origin: it must be http or https, host and port only, for example https://s3.example.com.',
    );
  return url.origin;
}

function required(env: Environment, variable: string): string {
  const value = env[variable];
  if (!value) throw new ConfigError(`${variable} is missing: ${name} starts with s3://, which needs it.`);
  return value;
}
