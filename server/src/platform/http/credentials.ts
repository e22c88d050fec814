import type { FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import type { Credentials } from './principal.ts';

export const sessionCookie = 'crp_session';
/** Browsers accept this name only over TLS, from the host itself, for the whole site (ASVS 3.3.1); preferred under https. */
export const hostSessionCookie = '__Host-crp_session';

const maxCredentialLength = 512;

/**
 * What the request presents. Two different credentials are refused rather than ranked: a planted cookie or a proxy's key must
 * not decide who somebody is.
 * @throws AppError UNAUTHENTICATED
 */
export function credentialsOf(request: FastifyRequest): Credentials {
  const session = sessionOf(request.headers.cookie);
  const apiKey = keyOf(request);
  if (session !== undefined && apiKey !== undefined) throw ambiguous();
  return {
    address: request.ip,
    ...(session === undefined ? {} : { session }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

function sessionOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const found = new Map<string, string>();
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (name !== sessionCookie && name !== hostSessionCookie) continue;
    if (found.has(name)) throw ambiguous();
    found.set(name, pair.slice(equals + 1).trim());
  }
  const value = found.get(hostSessionCookie) ?? found.get(sessionCookie);
  return bounded(value);
}

function keyOf(request: FastifyRequest): string | undefined {
  const header = request.headers['x-api-key'];
  const plain = Array.isArray(header) ? header.join() : header;
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (request.headers.authorization !== undefined && bearer === undefined) {
    throw new AppError('UNAUTHENTICATED', 'Authorization: use "Bearer" and an API key.');
  }
  if (plain !== undefined && bearer !== undefined && plain !== bearer) throw ambiguous();
  return bounded(bearer ?? plain);
}

function bounded(value: string | undefined): string | undefined {
  if (value !== undefined && value.length > maxCredentialLength) {
    throw new AppError('UNAUTHENTICATED', 'Sign in, or send a valid API key.');
  }
  return value === '' ? undefined : value;
}

function ambiguous(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'More than one credential was sent. Send one session cookie or one API key.',
  );
}
