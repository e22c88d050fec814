/** Rows fetched at once; the server allows at most 200. */
export const pageSize = 100;

interface PageAnswer {
  readonly page: { readonly nextCursor: string | null };
}

/** The query part that asks for the page after this one; undefined after the last. */
export function nextCursor(last: PageAnswer): { cursor?: string } | undefined {
  return last.page.nextCursor === null ? undefined : { cursor: last.page.nextCursor };
}

interface Pages<T> {
  readonly pages: readonly { readonly items: readonly T[]; readonly page: { readonly total?: number } }[];
}

/** Rows of all pages fetched so far; undefined before the first. */
export function rowsOf<T>(data: Pages<T> | undefined): T[] | undefined {
  return data?.pages.flatMap((page) => page.items);
}

export function totalOf<T>(data: Pages<T> | undefined): number | undefined {
  return data?.pages[0]?.page.total;
}

const maxWalkedRows = 10_000;

/** Every row of a list, page by page, up to a cap. @throws RangeError beyond the cap, so that nothing is cut silently. */
export async function allRows<T>(
  fetchPage: (page: { cursor?: string }) => Promise<{ items: T[]; page: { nextCursor: string | null } }>,
): Promise<T[]> {
  const rows: T[] = [];
  let at: { cursor?: string } | undefined = {};
  while (at) {
    const answer = await fetchPage(at);
    rows.push(...answer.items);
    if (rows.length > maxWalkedRows) throw new RangeError(`more than ${maxWalkedRows} rows`);
    at = nextCursor(answer);
  }
  return rows;
}
