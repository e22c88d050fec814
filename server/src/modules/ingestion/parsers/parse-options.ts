/** What a person says of the report beyond its bytes. Only the generic formats look at it. */
export interface ParseOptions {
  /** A saved column mapping. */
  readonly columns?: readonly MappedColumn[];
}

/** One column of a table, and the field of the generic format (`mapping/generic-fields.ts`) it holds; null: kept as it is. */
export interface MappedColumn {
  readonly column: string;
  readonly field: string | null;
}
