/** The API as one caller, whose cookie follows what the server sets. */
export interface Api {
  /** @returns `data` of the answer. @throws Error when it is no success */
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  headers(): Record<string, string>;
}

export function apiOf(origin: string, given: Readonly<Record<string, string>> = {}): Api {
  let cookie = given.cookie ?? '';
  const headers = () => ({ origin, ...given, cookie });
  return {
    headers,
    async call(method, path, body) {
      const response = await fetch(`${origin}/api/v1${path}`, {
        method,
        headers: { ...headers(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
      return dataOf(await response.json());
    },
  };
}

export function dataOf(answer: unknown): Record<string, unknown> {
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'data' in answer &&
    typeof answer.data === 'object' &&
    answer.data !== null
  ) {
    return Object.fromEntries(Object.entries(answer.data));
  }
  throw new Error(`not a success: ${JSON.stringify(answer)}`);
}
