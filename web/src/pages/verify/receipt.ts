import { field } from '../../api/problem.ts';

/** A receipt of an import as the ingestion page saves it. */
export interface ReceiptFile {
  /** The signed bytes. */
  readonly canonical: string;
  readonly signature: string;
  readonly publicKey: string;
  /** What the file shows is what was signed. */
  readonly consistent: boolean;
  /** The import did exactly what its preview said. */
  readonly digestsMatch: boolean;
  readonly finalizedAt: string | undefined;
}

/** No receipt is larger: it names at most 1,000 confirmed fixes. */
const maxReceiptBytes = 1024 * 1024;

/** Reads a file as a receipt; undefined when it is none, and then a report or something else. */
export function readReceipt(bytes: Uint8Array): ReceiptFile | undefined {
  if (bytes.length > maxReceiptBytes) return undefined;
  const value = parse(new TextDecoder().decode(bytes));
  const [canonical, signature, publicKey] = [
    field(value, 'canonical'),
    field(value, 'signature'),
    field(value, 'publicKey'),
  ];
  if (typeof canonical !== 'string' || typeof signature !== 'string' || typeof publicKey !== 'string')
    return undefined;
  const signed = parse(canonical);
  if (field(signed, 'receiptVersion') === undefined) return undefined;
  const effect = field(signed, 'effectDigest');
  const finalizedAt = field(signed, 'finalizedAt');
  return {
    canonical,
    signature,
    publicKey,
    consistent: sorted(field(value, 'receipt')) === sorted(signed),
    digestsMatch: typeof effect === 'string' && effect === field(signed, 'previewDigest'),
    finalizedAt: typeof finalizedAt === 'string' ? finalizedAt : undefined,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One text for one value, whatever the order of its members. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
