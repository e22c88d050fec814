import type { ReportVerification } from '../../api/schema.ts';
import { publishedKeys, verifyHash } from '../../api/verify.ts';
import { isSignedBy, type SignedText, sha256Of } from '../../shared/signatures.ts';
import { type ReceiptFile, readReceipt } from './receipt.ts';

/** What a signature is worth here; UNCHECKED: this browser has no Ed25519. */
export type SignatureState = 'HOLDS' | 'BROKEN' | 'FOREIGN_KEY' | 'UNCHECKED';

export type Finding =
  | {
      readonly kind: 'REPORT';
      readonly sha256: string;
      readonly report: ReportVerification;
      readonly signature: SignatureState | null;
    }
  | { readonly kind: 'RECEIPT'; readonly receipt: ReceiptFile; readonly signature: SignatureState };

/** The file never leaves this computer: a receipt carries its own proof, of a report the SHA-256 is enough to ask. */
export async function checkFile(file: File): Promise<Finding> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const receipt = readReceipt(bytes);
  if (receipt) {
    const { canonical, signature, publicKey } = receipt;
    return {
      kind: 'RECEIPT',
      receipt,
      signature: await signatureState({ text: canonical, signature, publicKey }),
    };
  }
  return checkHash(await sha256Of(bytes));
}

/** What the platform says of the bytes with this SHA-256, and whether its signature holds in this browser. */
export async function checkHash(sha256: string): Promise<Finding> {
  const report = await verifyHash(sha256);
  const { signature, publicKey } = report;
  if (!report.genuine || signature === null || publicKey === null)
    return { kind: 'REPORT', sha256, report, signature: null };
  return {
    kind: 'REPORT',
    sha256,
    report,
    signature: await signatureState({ text: sha256, signature, publicKey }),
  };
}

/** A signature counts with a key that this platform publishes, whatever key the file brings along. */
async function signatureState(signed: SignedText): Promise<SignatureState> {
  const holds = await isSignedBy(signed);
  if (holds === undefined) return 'UNCHECKED';
  if (!holds) return 'BROKEN';
  const keys = await publishedKeys();
  return keys.some(({ publicKey }) => samePem(publicKey, signed.publicKey)) ? 'HOLDS' : 'FOREIGN_KEY';
}

function samePem(one: string, other: string): boolean {
  return one.replace(/\s/g, '') === other.replace(/\s/g, '');
}
