/** SHA-256 as 64 hex digits. Needs a secure context (https, or this computer). */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

export interface SignedText {
  readonly text: string;
  /** Ed25519 over the UTF-8 bytes, base64. */
  readonly signature: string;
  /** SPKI in PEM. */
  readonly publicKey: string;
}

/** Whether the key signed exactly this text; undefined when this browser has no Ed25519. */
export async function isSignedBy({ text, signature, publicKey }: SignedText): Promise<boolean | undefined> {
  const spki = bytesOf(publicKey.replace(/-----[^-]+-----|\s/g, ''));
  const signatureBytes = bytesOf(signature);
  if (!spki || !signatureBytes) return false;
  const key = await importKey(spki);
  if (key === 'UNSUPPORTED') return undefined;
  if (key === 'UNREADABLE') return false;
  return crypto.subtle.verify('Ed25519', key, signatureBytes, new TextEncoder().encode(text));
}

async function importKey(spki: Uint8Array<ArrayBuffer>): Promise<CryptoKey | 'UNSUPPORTED' | 'UNREADABLE'> {
  try {
    return await crypto.subtle.importKey('spki', spki, 'Ed25519', false, ['verify']);
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotSupportedError' ? 'UNSUPPORTED' : 'UNREADABLE';
  }
}

/** The bytes of strict base64; undefined for anything else. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
