import type { DataOf, QueryOf } from '../../kernel/operation.ts';
import { sortedPage } from '../../kernel/sorted-page.ts';
import type { Transactor } from '../../platform/db/transactor.ts';
import type { listTenants as operation } from './contract.ts';
import { selectTenants, type TenantRow } from './store.ts';

const defaultLimit = 50;

/** Names and sizes for the deployment's operators; nothing of what is inside. */
export async function listTenants(
  transactor: Transactor,
  query: QueryOf<typeof operation>,
): Promise<DataOf<typeof operation>> {
  const page = sortedPage({
    items: await selectTenants(transactor, query.q ?? null),
    idOf: (row) => row.tenant_id,
    keyOf: sortKeyOf,
    sort: query.sort ?? ['name'],
    cursor: query.cursor,
    limit: query.limit ?? defaultLimit,
  });
  return {
    ...page,
    items: page.items.map((row) => ({
      id: row.tenant_id,
      name: row.name,
      createdAt: row.created_at,
      users: row.users,
    })),
  };
}

function sortKeyOf(row: TenantRow, word: 'name' | 'createdAt'): string {
  return word === 'name' ? row.name.toLowerCase() : row.created_at;
}
