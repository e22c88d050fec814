import { describe, expect, it } from 'vitest';
import { realTime } from './time.ts';

describe('a time of the right form', () => {
  it.each(['2026-05-31T12:00:00Z', '2024-02-29T00:00:00.5Z', '2026-12-31T23:59:59.123456Z'])(
    '%s exists',
    (text) => {
      expect(realTime('body.at', text)).toBe(text);
    },
  );

  it.each([
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T23:59:60Z',
  ])('%s does not, and the field is named', (text) => {
    expect(() => realTime('body.at', text)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        details: [expect.objectContaining({ path: 'body.at' })],
      }),
    );
  });
});
