import type { ExportRow } from './export-store.ts';
import type { Status } from './lifecycle.ts';
import { type Statement, statementsOf, type VexDocument } from './vex.ts';

/**
 * CycloneDX 1.6 (ECMA-424), weakness by weakness. What they affect comes behind them, when it is known; the order of fields says
 * nothing in JSON.
 */
export async function* cycloneDxOf({ id, at, author, rows }: VexDocument): AsyncGenerator<string> {
  const head = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${id}`,
    version: 1,
    metadata: {
      timestamp: at,
      tools: { components: [{ type: 'application', name: 'CRP' }] },
      ...(author === '' ? {} : { manufacturer: { name: author } }),
    },
  };
  yield `${JSON.stringify(head).slice(0, -1)},"vulnerabilities":[`;
  const products = new Products();
  let separator = '\n';
  for await (const row of rows) {
    for (const [index, statement] of statementsOf(row).entries()) {
      const ref = products.refOf(row);
      yield separator +
        JSON.stringify(weakness(statement, { bomRef: `${row.id}#${index + 1}`, affects: ref }));
      separator = ',\n';
    }
  }
  yield '\n],"components":[';
  separator = '\n';
  for (const component of products.components()) {
    yield separator + JSON.stringify(component);
    separator = ',\n';
  }
  yield '\n]}\n';
}

interface Component {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
}

/** Each asset once, with what is known of its components inside. */
class Products {
  readonly #assets = new Map<string, { readonly asset: Component; readonly parts: Map<string, Component> }>();

  refOf(row: ExportRow): string {
    const assetRef = `asset:${row.assetId}`;
    const known = this.#assets.get(assetRef) ?? { asset: assetOf(row, assetRef), parts: new Map() };
    this.#assets.set(assetRef, known);
    if (!row.component) return assetRef;
    const { name, version, purl } = row.component;
    const ref = `${assetRef}/${purl ?? [name, version].filter(Boolean).join('@')}`;
    known.parts.set(ref, {
      type: 'library',
      'bom-ref': ref,
      name,
      ...(version ? { version } : {}),
      ...(purl ? { purl } : {}),
    });
    return ref;
  }

  *components(): Generator<Component> {
    for (const { asset, parts } of this.#assets.values())
      yield parts.size === 0 ? asset : { ...asset, ...{ components: [...parts.values()] } };
  }
}

function assetOf({ assetName, target }: ExportRow, ref: string): Component {
  const types: Readonly<Record<string, string>> = { HOST: 'device', CONTAINER_IMAGE: 'container' };
  return { type: types[target?.kind ?? ''] ?? 'application', 'bom-ref': ref, name: assetName };
}

const states = {
  OPEN: 'exploitable',
  CLIENT_FIXED: 'exploitable',
  RISK_ACCEPTED: 'exploitable',
  VERIFIED: 'resolved',
  FALSE_POSITIVE: 'false_positive',
} as const satisfies Readonly<Record<Status, string>>;

interface Place {
  readonly bomRef: string;
  readonly affects: string;
}

function weakness(statement: Statement, { bomRef, affects }: Place) {
  const { name, source, status, row } = statement;
  return {
    'bom-ref': bomRef,
    id: name,
    source,
    ratings: [ratingOf(row)],
    ...(row.cwes.length === 0 ? {} : { cwes: row.cwes }),
    description: row.title,
    ...(row.remediation ? { recommendation: row.remediation } : {}),
    analysis: {
      state: states[status],
      ...responseOf(row, status),
      detail: statement.impact ?? statement.action ?? 'The fix was verified.',
      firstIssued: row.firstSeenAt,
      lastUpdated: row.statusChangedAt,
    },
    affects: [{ ref: affects }],
  };
}

function responseOf({ component }: ExportRow, status: Status) {
  if (status === 'RISK_ACCEPTED') return { response: ['will_not_fix'] };
  if (status === 'OPEN' && component?.fixedVersion) return { response: ['update'] };
  return {};
}

/** Severity is the one that counts in the register; score and vector are the source's. */
function ratingOf({ severity, cvssScore, cvssVector }: ExportRow) {
  const method = methodOf(cvssVector);
  return {
    severity: severity.toLowerCase(),
    ...(cvssScore === null ? {} : { score: cvssScore }),
    ...(cvssVector === null || method === 'other' ? {} : { vector: cvssVector }),
    ...(cvssScore === null ? {} : { method }),
  };
}

function methodOf(vector: string | null): 'CVSSv2' | 'CVSSv3' | 'CVSSv31' | 'CVSSv4' | 'other' {
  if (vector?.startsWith('CVSS:4.0/')) return 'CVSSv4';
  if (vector?.startsWith('CVSS:3.1/')) return 'CVSSv31';
  if (vector?.startsWith('CVSS:3.0/')) return 'CVSSv3';
  return vector?.replace(/^\(/, '').startsWith('AV:') ? 'CVSSv2' : 'other';
}
