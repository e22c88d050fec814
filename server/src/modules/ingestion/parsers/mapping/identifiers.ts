import { maxListEntries } from './draft.ts';

const cvePattern = /^CVE-\d{4}-\d{4,19}$/i;

/** Adds `text` in upper case when it is a CVE id and not there yet. Returns whether it is one. */
export function addCve(cves: string[], text: string): boolean {
  const id = text.trim();
  if (!cvePattern.test(id)) return false;
  addOnce(cves, id.toUpperCase());
  return true;
}

/** Adds the number of "CWE-79", "cwe:79" or "79" when it is a CWE number. Returns whether it is one. */
export function addCwe(cwes: number[], text: string): boolean {
  const digits = /^\s*(?:CWE[-:# ]{0,2})?0*([1-9]\d{0,5})\s*$/i.exec(text)?.[1];
  if (digits === undefined) return false;
  const id = Number(digits);
  if (!cwes.includes(id) && cwes.length < maxListEntries) cwes.push(id);
  return true;
}

/** Adds the CWE that a tag names: "external/cwe/cwe-079", "CWE-327: Use of a Broken …". Returns whether it names one. */
export function addCweOfTag(cwes: number[], tag: string): boolean {
  const digits = /(?:^|\/)cwe[-_:]?0*([1-9]\d{0,5})(?:\D|$)/i.exec(tag)?.[1];
  return digits !== undefined && addCwe(cwes, digits);
}

/** Sorts a vulnerability id into `cves` or `advisories` (GHSA-…, PYSEC-2021-…, DSA-4808-1, vendor bulletins …). */
export function addVulnerabilityId(lists: { cves: string[]; advisories: string[] }, text: string): void {
  const id = text.trim();
  if (id === '' || addCve(lists.cves, id)) return;
  addOnce(lists.advisories, id.slice(0, 200));
}

/** Adds a value once, as long as the list is within its bound. */
export function addOnce(list: string[], value: string): void {
  if (value !== '' && list.length < maxListEntries && !list.includes(value)) list.push(value);
}
