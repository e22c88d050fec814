import { given } from '../mapping/given.ts';
import type { RawFinding } from '../parser.ts';

/**
 * The package that dependency checks run through SonarQube name in the text of an issue: "Filename: name:1.2 | Reference: CVE-… |
 * CVSS Score: … | Category: …". Undefined for any other text.
 */
export function packageOf(message: string | undefined): RawFinding['component'] {
  const filename = /^\s*Filename:\s*([^|\r\n]{1,500}?)\s*(?:\||$)/i.exec(message ?? '')?.[1];
  if (filename === undefined || filename === '') return undefined;
  const [, name = filename, version] = /^(.+):(v?\d[\w.+-]*)$/.exec(filename) ?? [];
  return { name, ...given({ version }) };
}
