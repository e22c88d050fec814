import type { Source } from '../../kernel/ctx.ts';
import type { Background } from '../../platform/background.ts';
import type { Transactor } from '../../platform/db/transactor.ts';
import { touchCredentials } from './identity-store.ts';

/** Keeps when credentials were last used: at most once a minute each, many in one write, never on the request's path. */
export interface LastUse {
  session(sessionId: string, lastSeenAt: string): void;
  key(
    key: { readonly tenantId: string; readonly keyId: string; readonly address: string },
    lastUsedAt: string | null,
  ): void;
}

const graceMs = 60_000;

interface LastUseOptions {
  readonly transactor: Transactor;
  readonly source: Source;
  readonly background: Background;
}

export function createLastUse({ transactor, source, background }: LastUseOptions): LastUse {
  let sessions = new Set<string>();
  let keys = new Map<string, { tenantId: string; keyId: string; address: string }>();
  let flushing = false;
  const flush = async () => {
    while (sessions.size + keys.size > 0) {
      const write = { sessionIds: [...sessions], keys: [...keys.values()] };
      sessions = new Set();
      keys = new Map();
      await transactor.system('AUTHENTICATE', ({ db, now }) => touchCredentials(db, { ...write, at: now }));
    }
  };
  const start = () => {
    if (flushing) return;
    flushing = true;
    background.run('last use of credentials', async () => {
      try {
        await flush();
      } finally {
        flushing = false;
      }
    });
  };
  const isOld = (at: string | null) => at === null || source.nowMs() - Date.parse(at) >= graceMs;
  return {
    session(sessionId, lastSeenAt) {
      if (!isOld(lastSeenAt)) return;
      sessions.add(sessionId);
      start();
    },
    key(key, lastUsedAt) {
      if (!isOld(lastUsedAt)) return;
      keys.set(key.keyId, key);
      start();
    },
  };
}
