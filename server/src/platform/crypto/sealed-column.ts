import type { SecretPlace } from './secret-box.ts';

/**
 * A column of the platform's own that holds sealed secrets; a module names its own in `sealed.ts`, and a change of the master key walks
 * them. Tables with a tenant have none yet: their rows stand behind the wall, which this walk does not pass.
 */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The row's id, a UUID. */
  readonly idColumn: string;
}

/** The platform's own key seals what only the platform reads. */
export function platformPlace({ table, column }: SealedColumn, rowId: string): SecretPlace {
  return { tenantId: 'platform', table, column, rowId };
}
