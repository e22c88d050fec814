/** An id that the assessor gave a finding, taken from a heading, a field or a cell. */
export interface FindingId {
  /** As written, spaces taken out: "TOB-ETCD-001". */
  readonly id: string;
  /** The number at its end, for meeting "1" of a table with "TOB-ETCD-001" of a section. */
  readonly number: number | undefined;
  /** Ids of one report share it: "TOB-ETCD-", "Finding ", "H-". */
  readonly family: string;
  /** Names the project too, so the same id in another report means the same finding. */
  readonly strong: boolean;
}

/** Ids of other things, which also stand in headings. */
const foreign =
  /^(?:CVE|CWE|CAPEC|RFC|ISO|IEC|SHA|MD|AES|RSA|DES|RC|TLS|SSL|HTTP|HTTPS|UTF|OWASP|NIST|PCI|GHSA|MASVS|ASVS|WSTG|MSTG|OTG|ASCII|OAUTH|PKCS|EIP|ERC|BIP|COVID|ECMA|UTC|GMT|BASE|WIN|CIS|KB|MS|SP|SOC|FIGURE|TABLE|VERSION|CVSS|HTML|PHP|WPA|MITRE|STIG|ARM|REV|FY|US|DOC|PR|PHASE|LEVEL|STEP|APPENDIX|SECTION|CHAPTER|PART|PAGE)[-_. \d]/i;
/** Names with a number in them: "S3", "EC2", "Q4", "IE11", and the lists of OWASP with their year. */
const foreignShort =
  /^(?:S3|EC2|K8|Q[1-4]|IE\d+|V\d+|X\d+|IP\d|H2|B2|P2|C2|MP[34]|[AM]\d{1,2}\s*:\s*20\d\d)(?!\d)/;

const codePart = '[A-Z][A-Z0-9]{0,15}';
const code = new RegExp(
  `^(${codePart}(?:[-_./][A-Z0-9]{1,16}){0,4}?[-_])(\\d{1,4})(?![\\p{L}\\p{N}]|[.-]\\d)`,
  'u',
);
const subject =
  '(?:finding|issue|vulnerability|vuln|weakness|observation|bug|risk|flaw|problem|schwachstelle|vulnerabilidad|vulnérabilité|hallazgo|item)';
const numbered = new RegExp(
  `^(${subject}\\s*(?:#|no\\.?|nr\\.?|n°|id:?)?\\s*)(\\d{1,3}(?:\\.\\d{1,3})?)(?![\\p{L}\\p{N}]|[.-]\\d)`,
  'iu',
);
const lettered =
  /^((?:Finding|Issue|Vulnerability|Weakness|Observation|Suggestion|FINDING|ISSUE|VULNERABILITY)\s+)([A-Z])(?=\s*[:.–—)-]|$)/u;
const hashed = /^(#\s*)(\d{1,4})(?![\p{L}\p{N}]|[.-]\d)/u;
/** Without a hyphen inside it needs a separator behind it, or it is a word of the title. */
const short = /^([A-Z]{1,4})(\d{1,3})(?=\s*[\])}>:|.–—]|\s+-\s|$)/u;

/** The id at the start of a text, with what is left behind it; brackets and separators belong to neither. */
export function leadingId(text: string): { readonly id: FindingId; readonly rest: string } | undefined {
  const opened = /^[\s([{<*•●▪-]*/u.exec(text)?.[0].length ?? 0;
  const start = text.slice(opened);
  if (foreign.test(start)) return undefined;
  const named = beforeCode.exec(start)?.[0].length ?? 0;
  const found = matchOf(start.slice(named));
  const match = found ?? (named > 0 ? matchOf(start) : undefined);
  if (match === undefined) return undefined;
  const { whole, family, number } = match;
  const behind = start.slice((found === undefined ? 0 : named) + whole.length);
  if (/^[^\s\])}>:|,.–—-]/u.test(behind)) return undefined;
  return {
    id: makeId(whole, family, number),
    rest: behind.replace(/^[\s\])}>:|,.–—-]+/u, '').trim(),
  };
}

/** "Finding ACME-01": the code is the id, the word before it is none of it. */
const beforeCode = new RegExp(
  `^${subject}\\s*(?:#|no\\.?|nr\\.?|id)?[\\s:]*(?=[A-Z]{1,16}[A-Z0-9]*[-_.]?\\d|[A-Z]{2,16}[-_])`,
  'iu',
);

interface IdMatch {
  readonly whole: string;
  readonly family: string;
  readonly number: string;
}

function matchOf(text: string): IdMatch | undefined {
  if (foreign.test(text)) return undefined;
  for (const form of [code, numbered, lettered, hashed, short]) {
    if (form === short && foreignShort.test(text)) continue;
    const [whole, family, number] = form.exec(text) ?? [];
    if (whole !== undefined && family !== undefined && number !== undefined) return { whole, family, number };
  }
  return undefined;
}

/** An id that is the whole text, as a cell or the value of a field holds it; a bare number too. */
export function wholeId(text: string): FindingId | undefined {
  const squeezed = text.replace(/\s*([-_#.])\s*/g, '$1').trim();
  if (/^\d{1,4}(?:\.\d{1,3}){0,3}\.?$/.test(squeezed)) {
    const plain = squeezed.replace(/\.$/, '');
    return { id: plain, number: Number(plain.split('.').at(-1)), family: '', strong: false };
  }
  const found = leadingId(squeezed);
  if (found !== undefined) return found.rest === '' ? found.id : undefined;
  return lettersId(squeezed);
}

const letteredCode = /^([A-Z][A-Z0-9]{1,15}(?:[-_][A-Z0-9]{1,16}){0,4}[-_])[A-Z0-9]{1,8}$/;
const bareCode = /^(?=.*\d)(?=.*[A-Z])[A-Z0-9]{3,8}$/;

/** Where a field or column says that it is an id, one may end in letters ("ACME-E0012-6VW") or be a code alone ("6VW"). */
function lettersId(text: string): FindingId | undefined {
  if (foreign.test(text) || foreignShort.test(text)) return undefined;
  const family = letteredCode.exec(text)?.[1];
  if (family !== undefined) return { ...makeId(text, family, ''), number: undefined };
  return bareCode.test(text) ? { id: text, number: undefined, family: '', strong: false } : undefined;
}

/** The id in brackets at the end of a heading: "Weak password policy (ACME-12)". */
export function trailingId(text: string): { readonly id: FindingId; readonly rest: string } | undefined {
  const match = /\s*[([]\s*([^()[\]]{2,40})\s*[)\]]\s*$/u.exec(text);
  const id = match?.[1] === undefined ? undefined : wholeId(match[1]);
  if (match === null || id === undefined || id.family === '') return undefined;
  return { id, rest: text.slice(0, match.index).trim() };
}

function makeId(whole: string, family: string, number: string): FindingId {
  const written = whole.replace(/\s+/g, ' ').trim();
  const parts = written.split(/[-_./]/).filter((part) => part !== '');
  const last = Number(number.split('.').at(-1));
  return {
    id: written,
    number: Number.isNaN(last) ? number.toUpperCase().charCodeAt(0) - 64 : last,
    family: family.replace(/\s+/g, ' ').trim().toLowerCase(),
    strong: parts.length >= 3 && /[A-Z]{2}/.test(written),
  };
}

/** Whether two ids name the same finding: equal but for case and leading zeros, or one the end of the other ("6VW"). */
export function sameId(a: string, b: string): boolean {
  const [left, right] = [idKey(a), idKey(b)];
  if (left === right) return true;
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  return bareCode.test(short.toUpperCase()) && long.endsWith(`-${short}`);
}

function idKey(id: string): string {
  return id
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/(?<!\d)0+(?=\d)/g, '');
}
