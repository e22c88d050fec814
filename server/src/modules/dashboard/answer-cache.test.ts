import { describe, expect, it } from 'vitest';
import { PreparedAnswer } from '../../platform/http/prepared.ts';
import { answerCache, type ReadyAnswer } from './answer-cache.ts';

const ready = (registerVersion: number, part: Partial<ReadyAnswer> = {}): ReadyAnswer => ({
  answer: new PreparedAnswer({ registerVersion }),
  registerVersion,
  validUntilMs: null,
  keep: true,
  ...part,
});
const question = { tenantId: 'a', variant: '', registerVersion: 3, nowMs: 100 };

describe('kept answers', () => {
  it('are given for the version they speak of or an older question, never for a newer one', async () => {
    const cache = answerCache();
    const made = await cache.make(question, async () => ready(3));
    expect(cache.find(question)).toBe(made);
    expect(cache.find({ ...question, registerVersion: 2 })).toBe(made);
    expect(cache.find({ ...question, registerVersion: 4 })).toBeNull();
  });

  it('belong to one tenant and one variant', async () => {
    const cache = answerCache();
    await cache.make(question, async () => ready(3));
    expect(cache.find({ ...question, tenantId: 'b' })).toBeNull();
    expect(cache.find({ ...question, variant: '2026' })).toBeNull();
  });

  it('end with the moment they hold until', async () => {
    const cache = answerCache();
    await cache.make(question, async () => ready(3, { validUntilMs: 150 }));
    expect(cache.find({ ...question, nowMs: 150 })).not.toBeNull();
    expect(cache.find({ ...question, nowMs: 151 })).toBeNull();
  });

  it('are made once for all who ask for the same version, and apart for a newer one', async () => {
    const cache = answerCache();
    let made = 0;
    const slow = (version: number) => async () => {
      made += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return ready(version);
    };
    const answers = await Promise.all([
      cache.make(question, slow(3)),
      cache.make(question, slow(3)),
      cache.make({ ...question, registerVersion: 4 }, slow(4)),
    ]);
    expect(made).toBe(2);
    expect(answers.map(({ registerVersion }) => registerVersion)).toEqual([3, 3, 4]);
    expect(cache.find({ ...question, registerVersion: 4 })).toBe(answers[2]);
  });

  it('that are slower than a newer one do not replace it; a failure is not kept', async () => {
    const cache = answerCache();
    await cache.make({ ...question, registerVersion: 4 }, async () => ready(4));
    await cache.make(question, async () => ready(3));
    expect(cache.find({ ...question, registerVersion: 4 })).not.toBeNull();
    const broken = { ...question, tenantId: 'c' };
    await expect(cache.make(broken, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect((await cache.make(broken, async () => ready(3))).registerVersion).toBe(3);
  });

  it('go when there are too many, the one made longest ago first', async () => {
    const cache = answerCache();
    for (let n = 0; n <= 2_000; n++)
      await cache.make({ ...question, tenantId: `t${n}` }, async () => ready(3));
    expect(cache.find({ ...question, tenantId: 't0' })).toBeNull();
    expect(cache.find({ ...question, tenantId: 't2000' })).not.toBeNull();
  });
});
