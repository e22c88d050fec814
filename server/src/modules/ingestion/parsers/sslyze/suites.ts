import type { Severity } from '../../../../kernel/severity.ts';
import { arrayOf, fieldOf, isObject, numberOf, objectOf, textOf } from '../mapping/json.ts';
import type { JsonObject } from '../readers/json/value.ts';
import type { Verdict } from './verdict.ts';

interface Protocol {
  readonly name: string;
  /** Set for versions that no longer may be used (RFC 6176, 7568, 8996). */
  readonly weak?: { readonly severity: Severity; readonly cves: readonly string[]; readonly rfc: string };
}

const protocols: Readonly<Record<string, Protocol>> = {
  ssl_2_0: { name: 'SSL 2.0', weak: { severity: 'HIGH', cves: ['CVE-2016-0800'], rfc: 'RFC 6176' } },
  ssl_3_0: { name: 'SSL 3.0', weak: { severity: 'HIGH', cves: ['CVE-2014-3566'], rfc: 'RFC 7568' } },
  tls_1_0: { name: 'TLS 1.0', weak: { severity: 'MEDIUM', cves: [], rfc: 'RFC 8996' } },
  tls_1_1: { name: 'TLS 1.1', weak: { severity: 'MEDIUM', cves: [], rfc: 'RFC 8996' } },
  tls_1_2: { name: 'TLS 1.2' },
  tls_1_3: { name: 'TLS 1.3' },
};

interface Suite {
  readonly name: string;
  readonly isAnonymous: boolean;
  readonly keySize: number | undefined;
}

/** Whether a version of the protocol is accepted, and, where it is, which of its cipher suites are weak. */
export function judgeSuites(version: string, result: JsonObject): Verdict[] {
  const protocol = protocols[version] ?? { name: version };
  const suites = arrayOf(fieldOf(result, 'accepted_cipher_suites'))
    .map(suiteOf)
    .filter(({ name }) => name !== '');
  const accepted = suites.length > 0 || fieldOf(result, 'is_tls_version_supported') === true;
  const names = suites.map(({ name }) => name);
  const verdicts = [versionVerdict(`${version}_cipher_suites`, protocol, { accepted, names })];
  const weak = suites.filter(isWeak);
  if (weak.length > 0) verdicts.push(weakVerdict(`${version}_cipher_suites.weak`, protocol.name, weak));
  return verdicts;
}

function suiteOf(value: unknown): Suite {
  const entry = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const outer: JsonObject = Object.fromEntries(Object.entries(entry));
  const inner = fieldOf(outer, 'cipher_suite');
  const suite = isObject(inner) ? inner : objectOf(outer);
  return {
    name: textOf(fieldOf(suite, 'name')) ?? textOf(fieldOf(suite, 'openssl_name')) ?? '',
    isAnonymous: fieldOf(suite, 'is_anonymous') === true,
    keySize: numberOf(fieldOf(suite, 'key_size')),
  };
}

function versionVerdict(
  ruleId: string,
  { name, weak }: Protocol,
  { accepted, names }: { accepted: boolean; names: readonly string[] },
): Verdict {
  const evidence = names.length === 0 ? {} : { evidence: `Accepted cipher suites:\n${names.join('\n')}` };
  if (!accepted) {
    return weak === undefined
      ? { ruleId, title: `${name} is not accepted`, severity: 'INFO', resultClass: 'INFORMATIONAL' }
      : {
          ruleId,
          title: `${name} is not accepted`,
          severity: 'INFO',
          resultClass: 'NEGATIVE_RESULT',
          cves: weak.cves,
        };
  }
  if (weak === undefined) {
    return {
      ruleId,
      title: `${name} is accepted`,
      severity: 'INFO',
      resultClass: 'INFORMATIONAL',
      ...evidence,
    };
  }
  return {
    ruleId,
    title: `${name} is accepted, which ${weak.rfc} forbids`,
    severity: weak.severity,
    resultClass: 'VULNERABILITY',
    cves: weak.cves,
    cwes: [326, 327],
    remediation: `Turn off ${name}.`,
    ...evidence,
  };
}

/** No encryption, no authentication, export keys, RC4, DES and 3DES, MD5, and keys below 112 bits. */
function isWeak({ name, isAnonymous, keySize }: Suite): boolean {
  const named = /NULL|EXPORT|(?:^|[_-])EXP(?:[_-]|$)|ANON|ADH|AECDH|RC4|RC2|(?:^|[_-])3?DES|IDEA|MD5/i.test(
    name,
  );
  return isAnonymous || named || (keySize !== undefined && keySize < 112);
}

function weakVerdict(ruleId: string, protocol: string, weak: readonly Suite[]): Verdict {
  const open = weak.some(({ name, isAnonymous }) => isAnonymous || /NULL|EXP|ANON|ADH|AECDH/i.test(name));
  return {
    ruleId,
    title: `Weak cipher suites are accepted with ${protocol}`,
    severity: open ? 'HIGH' : 'MEDIUM',
    resultClass: 'VULNERABILITY',
    cwes: [326, 327],
    evidence: weak.map(({ name }) => name).join('\n'),
    remediation: 'Turn off these cipher suites.',
  };
}
