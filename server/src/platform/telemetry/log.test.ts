import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/errors.ts';
import { createLog, type Log } from './log.ts';
import { isSecretName } from './redact.ts';

function capture(): { log: Log; lines: string[]; last: () => Record<string, unknown> } {
  const lines: string[] = [];
  const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') };
}

const key = `crp.${'A1b2'.repeat(4)}x.${'s3cr3T'.repeat(8)}z`;

describe('ASVS 16.2.5: no secret reaches the log', () => {
  const names = [
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'x-api-key',
    'apiKey',
    'password',
    'newPassword',
    'passwd',
    'secret',
    'client_secret',
    'secretKey',
    'token',
    'sessionToken',
    'access-token',
    'totp',
    'totpSecret',
    'recoveryCodes',
    'credentials',
    'privateKey',
    'DATABASE_URL',
    'databaseUrl',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
  ];

  it.each(names)('by name: %s, at any depth, in lists and in the fields of a child', (name) => {
    const { log, lines } = capture();
    const canary = randomBytes(12).toString('hex');
    log.info({ [name]: canary }, 'flat');
    log.info({ a: { b: { c: { d: [{ [name]: { inner: [canary] } }] } } } }, 'deep');
    log.child({ [name]: canary, request: { headers: { [name]: canary } } }).warn({ a: 1 }, 'child');
    log.error({ err: Object.assign(new Error('x'), { [name]: canary, config: { [name]: canary } }) });
    expect(lines).toHaveLength(4);
    expect(lines.join()).not.toContain(canary);
  });

  it.each([
    ['an API key in a message', `key ${key} refused`],
    ['a bearer header', 'Bearer c4n4ry-5e1f-9d.abc'],
    ['a basic header', 'authorization: basic Y2FuYXJ5OmM0bjRyeQ=='],
    ['a session cookie', 'got theme=dark; __Host-crp_session=c4n4ry5e1f; x=1'],
    ['a password in an address', 'connect postgresql://crp:c4n4ry@db:5432/crp failed'],
    ['a token in a link', 'see https://risk.example/setup#token=c4n4ry'],
    ['a signature in a query', 'GET /x?a=1&X-Amz-Signature=c4n4ry&b=2'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIc4n4ry\n-----END PRIVATE KEY-----'],
  ])('by form: %s, in message, field, error, cause and child', (_, text) => {
    const { log, lines } = capture();
    log.info(text);
    log.info('with %s inside', text);
    log.info({ note: text, list: [{ text }] }, 'field');
    log.error(new Error(text, { cause: new Error(text) }));
    log.error({ err: new AppError('INTERNAL', 'Something failed.', { internal: text }) });
    log.child({ note: text }).info('child');
    expect(lines).toHaveLength(6);
    expect(lines.join()).not.toMatch(/c4n4ry|s3cr3T|Y2FuYXJ5/);
    expect(lines.join()).toContain('[redacted]');
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('1,000 canaries: API keys in any text and secrets in any object', () => {
    const { log, lines } = capture();
    const canaries: string[] = [];
    const leaf = () => {
      const canary = `c4n4ry${randomBytes(8).toString('hex')}`;
      canaries.push(canary);
      return canary;
    };
    const around = fc.tuple(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...names),
    );
    for (const [before, after, name] of fc.sample(around, 500)) {
      log.info(
        { [before]: { [`${after}${name}`]: leaf() } },
        `${before} crp.abcdef123456.${leaf()} ${after}`,
      );
    }
    expect(canaries).toHaveLength(1_000);
    const written = lines.join();
    expect(canaries.filter((canary) => written.includes(canary))).toEqual([]);
  });

  it('and what is no secret stays: ids, counts, whether there is a password', () => {
    const { log, last } = capture();
    log.info(
      { keyId: 'k1', sessionId: 's1', hasPassword: true, lookup: 'abc', n: 3, at: new Date(0), gone: null },
      'ok',
    );
    expect(last()).toMatchObject({
      level: 'info',
      msg: 'ok',
      keyId: 'k1',
      sessionId: 's1',
      hasPassword: true,
      lookup: 'abc',
      n: 3,
      at: '1970-01-01T00:00:00.000Z',
      gone: null,
    });
    expect(['keyId', 'sessionId', 'tenantId', 'operation', 'requestId', 'key'].filter(isSecretName)).toEqual(
      [],
    );
  });
});

describe('ASVS 16.4.1: nobody writes lines of their own into the log', () => {
  it('any text in any place is one line of JSON, without a character that a terminal obeys', () => {
    const { log, lines } = capture();
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'a\r\n{"level":"info","msg":"forged"}',
        '\u001b[2J\u001b]0;x\u0007',
        '\u009b31m',
        'a\u2028b\u2029c',
        '\u202etxt.exe',
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, (text, name) => {
        lines.length = 0;
        log.info({ [name]: text, nested: { [text]: [text] } }, text);
        log.child({ [name]: text }).error(new Error(text));
        expect(lines).toHaveLength(2);
        for (const line of lines) {
          expect(line.endsWith('\n')).toBe(true);
          expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
          expect(() => JSON.parse(line)).not.toThrow();
        }
      }),
    );
  });
});

describe('a line is bounded and always written', () => {
  it('for circles, huge objects and texts, getters that throw, and what JSON cannot hold', () => {
    const { log, lines, last } = capture();
    const circle: Record<string, unknown> = {
      big: 1n,
      fn: () => 1,
      bytes: Buffer.alloc(9),
      map: new Map(),
      nothing: undefined,
    };
    circle.self = circle;
    const hostile = Object.defineProperty({}, 'trap', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const wide = Object.fromEntries(
      Array.from({ length: 50 }, (_, at) => [`k${at}`, Array(100_000).fill('x')]),
    );
    const startedAt = performance.now();
    log.info({ circle, hostile, wide, long: 'y'.repeat(5_000_000) }, 'z');
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(lines[0]?.length).toBeLessThan(100_000);
    expect(last()).toMatchObject({
      hostile: { trap: '[unreadable]' },
      circle: { big: '1', fn: '[function]', bytes: '[9 bytes]', map: '[Map]' },
    });
  });

  it('for a field called __proto__', () => {
    const { log, lines } = capture();
    log
      .child(JSON.parse('{"__proto__":{"a":1}}'))
      .info(JSON.parse('{"x":{"__proto__":{"token":"c4n4ry","b":2}}}'), 'y');
    expect(lines[0]).toContain('"x":{"__proto__":{"token":"[redacted]","b":2}}');
  });

  it('with an error’s kind, code, inner detail, stack and causes, and none of its other fields', () => {
    const { log, last } = capture();
    const cause = Object.assign(new Error('duplicate'), {
      code: '23505',
      detail: 'Key (email)=(me@example.com) exists',
    });
    log.error({ err: new AppError('CONFLICT', 'It exists.', { internal: 'unique index', cause }) }, 'failed');
    expect(last()).toMatchObject({
      msg: 'failed',
      err: {
        type: 'AppError',
        code: 'CONFLICT',
        internal: 'unique index',
        stack: expect.stringContaining('log.test.ts'),
        cause: { code: '23505', message: 'duplicate' },
      },
    });
    expect(JSON.stringify(last())).not.toContain('me@example.com');
  });

  it('carries the request’s id through a child', () => {
    const { log, last } = capture();
    log.child({ reqId: '01890a5d' }).info('request');
    expect(last()).toMatchObject({ reqId: '01890a5d', msg: 'request' });
  });
});
