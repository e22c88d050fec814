import { describe, expect, it } from 'vitest';
import { fieldProblem, problemOf, readProblem } from './problem.ts';

describe('a failed call', () => {
  it('is read from the envelope', () => {
    const body = {
      success: false,
      error: {
        status: 400,
        code: 'VALIDATION_FAILED',
        message: 'name: too long',
        requestId: 'r1',
        details: [{ path: '/name', message: 'too long' }],
      },
    };
    const problem = readProblem(body, 400);
    expect(problem).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
      message: 'name: too long',
      requestId: 'r1',
    });
    expect(fieldProblem(problem, 'name')).toBe('too long');
    expect(fieldProblem(problem, 'email')).toBeUndefined();
  });

  it('has a sentence even when a proxy answered with something else', () => {
    expect(readProblem('<html>', 502).message).toBe('The server answered with status 502.');
    expect(problemOf(new TypeError('Failed to fetch')).code).toBe('NETWORK');
  });
});
