import { sql } from 'kysely';
import type { SortTerm } from '../../kernel/pagination.ts';
import { type KeysetTerm, maxTextKey } from '../../platform/db/keyset.ts';
import { statuses } from './lifecycle.ts';

type Word =
  | 'severity'
  | 'dueAt'
  | 'epss'
  | 'firstSeenAt'
  | 'lastSeenAt'
  | 'title'
  | 'asset'
  | 'criticality'
  | 'status';

/** Asset names get less room than titles, so that a cursor over both stays within its bound. */
const maxAssetKey = 60;

/** How the list is ordered by each word, over the tables that `list-store.ts` puts beside it; what is unknown comes last in both directions. */
export function termOf({ word, descending }: SortTerm<Word>): KeysetTerm {
  switch (word) {
    case 'severity':
      // Ranks begin with the worst, the API's order ends with it.
      return { expression: sql`v.severity_rank`, type: 'smallint', descending: !descending };
    case 'dueAt': {
      const unknown = descending ? sql`'-infinity'::timestamptz` : sql`'infinity'::timestamptz`;
      // Written like the expression of the index `vulnerabilities_list`, or it would not serve.
      const expression = sql`case when v.due_at is not null then v.due_at when v.sla_due_at is not null then v.sla_due_at else ${unknown} end`;
      return { expression: sql`(${expression})`, type: 'timestamptz', descending };
    }
    case 'epss':
      return {
        expression: sql`coalesce(v.epss, ${descending ? sql`-1` : sql`2`})`,
        type: 'numeric',
        descending,
      };
    case 'firstSeenAt':
      return { expression: sql`v.first_seen_at`, type: 'timestamptz', descending };
    case 'lastSeenAt':
      return {
        expression: sql`greatest(seen.at, v.first_seen_at)`,
        type: 'timestamptz',
        descending,
      };
    case 'title':
      return { expression: sql`lower(left(v.title, ${sql.lit(maxTextKey)}))`, type: 'text', descending };
    case 'asset':
      return { expression: sql`lower(left(a.name, ${sql.lit(maxAssetKey)}))`, type: 'text', descending };
    case 'criticality':
      return { expression: sql`a.criticality`, type: 'integer', descending };
    case 'status': {
      const place = sql`array_position(array[${sql.join(statuses.map((status) => sql.lit(status)))}]::vulnerability_status[], v.status)`;
      return {
        expression: sql`coalesce(${place}, ${descending ? sql`0` : sql`99`})`,
        type: 'integer',
        descending,
      };
    }
  }
}
