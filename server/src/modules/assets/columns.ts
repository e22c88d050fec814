import { sql } from 'kysely';
import type { DataOf } from '../../kernel/operation.ts';
import type { getAsset } from './contract.ts';

export type Asset = DataOf<typeof getAsset>;

/** An asset with what is open on it, in the field names of this program. */
export interface AssetRow {
  readonly id: string;
  readonly name: string;
  readonly kind: Asset['kind'];
  readonly criticality: number;
  readonly exposure: Asset['exposure'];
  readonly dataClass: Asset['dataClass'] | null;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  /** Decimal text without trailing zeros. */
  readonly valueAmount: string | null;
  readonly valueCurrency: string | null;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly identifiers: readonly { readonly kind: Identifier['kind']; readonly value: string }[];
  readonly operatingSystem: string | null;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly info: number;
  readonly total: number;
  readonly kev: number;
  readonly breached: number;
  readonly source: Asset['source'];
  readonly lastSeenAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

export type Identifier = Asset['identifiers'][number];

const maxIdentifiers = 50;

/** Words of the contract; imports also keep names and scopes as identifiers, which are theirs alone. */
export const identifierKinds = sql`array['hostname', 'ip', 'mac', 'origin', 'reference', 'purl', 'cloud_id']`;

/** Needs `assetJoins`. */
export const assetColumns = sql`
  a.asset_id as id, a.name, a.kind, a.criticality, a.exposure, a.data_class as "dataClass", a.owner_id as "ownerId",
  u.display_name as "ownerName", trim_scale(a.business_value_amount)::text as "valueAmount", a.business_value_currency as "valueCurrency",
  a.description, a.tags, a.operating_system as "operatingSystem",
  coalesce((select jsonb_agg(jsonb_build_object('kind', upper(i.kind), 'value', i.value) order by array_position(${identifierKinds}, i.kind), i.value)
     from (select kind, value from asset_identifiers where asset_id = a.asset_id and kind = any(${identifierKinds})
            order by kind, value limit ${sql.lit(maxIdentifiers)}) i), '[]') as identifiers,
  coalesce(c.critical, 0) as critical, coalesce(c.high, 0) as high, coalesce(c.medium, 0) as medium, coalesce(c.low, 0) as low,
  coalesce(c.info, 0) as info, coalesce(c.total, 0) as total, coalesce(c.kev, 0) as kev, coalesce(c.breached, 0) as breached,
  a.source, nullif(a.last_seen_at, '-infinity') as "lastSeenAt", a.created_at as "createdAt",
  coalesce(a.updated_at, a.created_at) as "updatedAt", a.version`;

export const assetJoins = (now: string) => sql`
  left join users u on u.user_id = a.owner_id
  left join lateral (select * from open_counts_by_asset(${now}::timestamptz) o where o.asset_id = a.asset_id) c on true`;

export function present(row: AssetRow): Asset {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    criticality: row.criticality,
    exposure: row.exposure,
    dataClass: row.dataClass ?? 'UNKNOWN',
    owner: row.ownerId === null ? null : { id: row.ownerId, displayName: row.ownerName ?? 'Somebody' },
    businessValue:
      row.valueAmount === null || row.valueCurrency === null
        ? null
        : { amount: row.valueAmount, currency: row.valueCurrency },
    description: row.description,
    tags: [...row.tags],
    identifiers: [...row.identifiers],
    operatingSystem: row.operatingSystem,
    openBySeverity: {
      CRITICAL: row.critical,
      HIGH: row.high,
      MEDIUM: row.medium,
      LOW: row.low,
      INFO: row.info,
    },
    openTotal: row.total,
    kevOpen: row.kev,
    slaBreached: row.breached,
    source: row.source,
    lastSeenAt: row.lastSeenAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}
