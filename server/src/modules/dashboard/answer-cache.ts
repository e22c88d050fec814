import type { PreparedAnswer } from '../../platform/http/prepared.ts';

/** An answer made ready to send, with the state that it speaks of. */
export interface ReadyAnswer {
  readonly answer: PreparedAnswer;
  readonly registerVersion: number;
  /** Last millisecond at which it is right if nothing but time passes; null: for ever. */
  readonly validUntilMs: number | null;
  /** False: right now, but not worth keeping. */
  readonly keep: boolean;
}

interface Question {
  /** First in the key: no two tenants ever share an answer. */
  readonly tenantId: string;
  /** What else the answer depends on. */
  readonly variant: string;
  /** State of the register that the asker's credential was read with. An older answer is never given. */
  readonly registerVersion: number;
  readonly nowMs: number;
}

export interface AnswerCache {
  /** The kept answer if it is right, else null. */
  find(question: Question): ReadyAnswer | null;
  /** Makes the answer once for all who ask the same while it is being made. */
  make(question: Question, make: () => Promise<ReadyAnswer>): Promise<ReadyAnswer>;
}

/** Answers kept over all tenants; the one made longest ago goes first. Some 10 KB each. */
const mostAnswers = 2_000;

/** Answers of this process by tenant and register version: invalid the moment the version differs or a threshold passes. */
export function answerCache(): AnswerCache {
  const kept = new Map<string, ReadyAnswer>();
  const making = new Map<string, Promise<ReadyAnswer>>();
  const keep = (key: string, ready: ReadyAnswer) => {
    kept.delete(key);
    kept.set(key, ready);
    const [oldest] = kept.size > mostAnswers ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
  };
  return {
    find({ tenantId, variant, registerVersion, nowMs }) {
      const ready = kept.get(keyOf(tenantId, variant));
      if (!ready || ready.registerVersion < registerVersion) return null;
      return ready.validUntilMs !== null && nowMs > ready.validUntilMs ? null : ready;
    },
    async make({ tenantId, variant, registerVersion }, make) {
      const key = keyOf(tenantId, variant);
      // Who asks for a newer state must not wait for the answer of an older one.
      const makingKey = `${key} ${registerVersion}`;
      const running = making.get(makingKey);
      if (running) return running;
      const started = make().finally(() => making.delete(makingKey));
      making.set(makingKey, started);
      const ready = await started;
      const other = kept.get(key);
      if (ready.keep && (!other || other.registerVersion <= ready.registerVersion)) keep(key, ready);
      return ready;
    },
  };
}

function keyOf(tenantId: string, variant: string): string {
  return `${tenantId} ${variant}`;
}
