import type { Status } from './lifecycle.ts';
import { type Statement, statementsOf, type VexDocument } from './vex.ts';

/** OpenVEX 0.2.0 (github.com/openvex/spec), statement by statement. */
export async function* openVexOf({ id, at, author, rows }: VexDocument): AsyncGenerator<string> {
  const head = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `urn:uuid:${id}`,
    author,
    timestamp: at,
    version: 1,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"statements":[`;
  let separator = '\n';
  for await (const row of rows) {
    for (const statement of statementsOf(row)) {
      yield separator + JSON.stringify(openStatement(statement));
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}

const openStatus = {
  OPEN: 'affected',
  CLIENT_FIXED: 'affected',
  RISK_ACCEPTED: 'affected',
  VERIFIED: 'fixed',
  FALSE_POSITIVE: 'not_affected',
} as const satisfies Readonly<Record<Status, string>>;

/** The product is the asset, the component a part of it: the same library may be harmless on one and not on another. */
function openStatement({ name, source, status, impact, action, row }: Statement) {
  const purl = row.component?.purl;
  return {
    vulnerability: { name, ...(source.url ? { '@id': source.url } : {}) },
    timestamp: row.statusChangedAt,
    products: [
      {
        '@id': `urn:uuid:${row.assetId}`,
        ...(purl ? { subcomponents: [{ '@id': purl, identifiers: { purl } }] } : {}),
      },
    ],
    status: openStatus[status],
    ...(impact === null ? {} : { impact_statement: impact }),
    ...(action === null ? {} : { action_statement: action }),
  };
}
