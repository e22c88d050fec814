/** Parts of a platform name: "cpe:/a:vendor:product:1.0" (2.2) or "cpe:2.3:a:vendor:product:1.0:…". */
export interface Cpe {
  /** a: application, o: operating system, h: hardware. */
  readonly part: string;
  readonly vendor: string;
  readonly product: string;
  readonly version: string | undefined;
}

const maxLength = 500;

/** Undefined for a text that is none, or names no product. */
export function cpeOf(text: string): Cpe | undefined {
  const name = text.trim();
  if (name.length > maxLength || !name.toLowerCase().startsWith('cpe:')) return undefined;
  const parts = name.split(/(?<!\\):/).map(plain);
  const at = parts[1] === '2.3' ? 2 : 1;
  const part = (parts[at] ?? '').replace('/', '').toLowerCase();
  const [vendor = '', product = '', version = ''] = parts.slice(at + 1);
  if (product === '' || product === '*') return undefined;
  return { part, vendor, product, version: /^[*-]?$/.test(version) ? undefined : version };
}

/** Version 2.2 writes signs as "%2b", 2.3 as "\+". */
function plain(part: string): string {
  return part
    .replaceAll(/%([0-9a-f]{2})/gi, (_sign, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/\\(.)/g, '$1');
}
