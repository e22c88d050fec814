import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isUuid } from '../../kernel/ids.ts';
import { requestIds } from './request-id.ts';

describe('request ids', () => {
  it('are UUIDv7 of their time, all different, also across draws', () => {
    let nowMs = Date.UTC(2026, 2, 2);
    const next = requestIds({ nowMs: () => nowMs++, randomBytes });
    const ids = Array.from({ length: 1_000 }, next);
    expect(ids.every((id) => isUuid(id) && id[14] === '7')).toBe(true);
    expect(new Set(ids.map((id) => id.slice(14))).size).toBe(1_000);
    expect(ids).toEqual(ids.toSorted());
    expect(Number.parseInt(ids[999]?.replaceAll('-', '').slice(0, 12) ?? '', 16)).toBe(
      Date.UTC(2026, 2, 2) + 999,
    );
    expect(new Set(ids.map((id) => id[19]))).toEqual(new Set(['8', '9', 'a', 'b']));
  });
});
