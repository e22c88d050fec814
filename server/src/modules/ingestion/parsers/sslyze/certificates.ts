import { arrayOf, fieldOf, isObject, numberOf, objectOf, textOf, textsOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { JsonObject } from '../readers/json/value.ts';
import type { JudgeContext, Verdict } from './verdict.ts';

/** What is wrong with each certificate of a server; where nothing is, that it is in order. */
export function judgeCertificates(result: JsonObject, context: JudgeContext): Verdict[] {
  const deployments = fieldOf(result, 'certificate_deployments');
  const list = Array.isArray(deployments) ? deployments : [deployments];
  return list.filter(isObject).flatMap((deployment, index) => {
    const leaf = objectOf(arrayOf(fieldOf(deployment, 'received_certificate_chain'))[0]);
    const faults = faultsOf(deployment, leaf, context);
    const verdicts = faults.length > 0 ? faults : [inOrder];
    const sourceData = summaryOf(leaf);
    return verdicts.map(
      (verdict): Verdict =>
        index === 0
          ? { ...verdict, sourceData }
          : { ...verdict, sourceData, matcher: `certificate ${index + 1}` },
    );
  });
}

const inOrder: Verdict = {
  ruleId: 'certificate_info',
  title: 'The certificate is in order',
  severity: 'INFO',
  resultClass: 'NEGATIVE_RESULT',
};

function fault(name: string, rest: Pick<Verdict, 'title' | 'severity' | 'cwes' | 'evidence'>): Verdict {
  return { ruleId: `certificate_info.${name}`, resultClass: 'VULNERABILITY', ...rest };
}

function faultsOf(deployment: JsonObject, leaf: JsonObject, { scannedAt }: JudgeContext): Verdict[] {
  const faults: (Verdict | undefined)[] = [
    untrusted(deployment),
    expired(leaf, scannedAt),
    weakKey(leaf),
    weakHash(deployment, leaf),
    fieldOf(deployment, 'leaf_certificate_subject_matches_hostname') === false
      ? fault('hostname_mismatch', {
          title: 'The certificate does not name the host',
          severity: 'MEDIUM',
          cwes: [297],
        })
      : undefined,
    fieldOf(deployment, 'received_chain_has_valid_order') === false
      ? fault('chain_order', { title: 'The certificate chain is out of order', severity: 'LOW', cwes: [296] })
      : undefined,
    fieldOf(deployment, 'verified_chain_has_legacy_symantec_anchor') === true
      ? fault('legacy_symantec_anchor', {
          title: 'The chain ends at an authority of Symantec that browsers no longer trust',
          severity: 'MEDIUM',
          cwes: [295],
        })
      : undefined,
  ];
  return faults.filter((each) => each !== undefined);
}

/** Every trust store refuses: untrusted. Some do: the ones that do are named. */
function untrusted(deployment: JsonObject): Verdict | undefined {
  const results = arrayOf(fieldOf(deployment, 'path_validation_results')).filter(isObject);
  const refusals = results.filter((each) => fieldOf(each, 'was_validation_successful') === false);
  if (refusals.length === 0) return undefined;
  const reasons = refusals.map((each) => {
    const store = textOf(objectOf(fieldOf(each, 'trust_store')).name) ?? 'a trust store';
    const reason = textOf(fieldOf(each, 'openssl_error_string')) ?? textOf(fieldOf(each, 'validation_error'));
    return reason === undefined ? store : `${store}: ${reason}`;
  });
  const all = refusals.length === results.length;
  return fault('untrusted', {
    title: all ? 'No trust store trusts the certificate' : 'Some trust stores do not trust the certificate',
    severity: all ? 'MEDIUM' : 'LOW',
    cwes: [295],
    evidence: reasons.join('\n'),
  });
}

/** Times in certificates are UTC (RFC 5280, section 4.1.2.5); some versions write them without a zone. */
function certificateTime(leaf: JsonObject, name: string): string | undefined {
  const text = textOf(fieldOf(leaf, name)) ?? textOf(fieldOf(leaf, `${name}_utc`));
  return text === undefined ? undefined : (utcOfIso(text) ?? utcOfIso(`${text}Z`));
}

function expired(leaf: JsonObject, scannedAt: string | undefined): Verdict | undefined {
  const from = certificateTime(leaf, 'not_valid_before');
  const until = certificateTime(leaf, 'not_valid_after');
  if (scannedAt === undefined) return undefined;
  if (until !== undefined && until < scannedAt) {
    return fault('expired', {
      title: 'The certificate has expired',
      severity: 'HIGH',
      cwes: [298],
      evidence: `Valid until ${until}`,
    });
  }
  if (from !== undefined && from > scannedAt) {
    return fault('not_yet_valid', {
      title: 'The certificate is not valid yet',
      severity: 'MEDIUM',
      cwes: [298],
      evidence: `Valid from ${from}`,
    });
  }
  return undefined;
}

function weakKey(leaf: JsonObject): Verdict | undefined {
  const key = objectOf(fieldOf(leaf, 'public_key'));
  const algorithm = textOf(key.algorithm) ?? '';
  const size = numberOf(key.key_size);
  const least = /RSA|DSA|DH/i.test(algorithm) && !/EC|Elliptic/i.test(algorithm) ? 2_048 : 224;
  if (size === undefined || size >= least || /25519|448/.test(algorithm)) return undefined;
  return fault('weak_key', {
    title: `The key of the certificate has ${size} bits`,
    severity: 'MEDIUM',
    cwes: [326],
    evidence: `${algorithm} ${size}`,
  });
}

function weakHash(deployment: JsonObject, leaf: JsonObject): Verdict | undefined {
  const hash = textOf(objectOf(fieldOf(leaf, 'signature_hash_algorithm')).name) ?? '';
  const inChain = fieldOf(deployment, 'verified_chain_has_sha1_signature') === true;
  if (!inChain && !/^(?:md5|sha-?1)$/i.test(hash)) return undefined;
  return fault('weak_signature', {
    title: 'The certificate chain is signed with a broken hash',
    severity: 'MEDIUM',
    cwes: [327],
    evidence: inChain ? 'sha1 in the verified chain' : hash,
  });
}

function summaryOf(leaf: JsonObject): Record<string, unknown> {
  const names = objectOf(fieldOf(leaf, 'subject_alternative_name'));
  const kept = {
    subject: textOf(objectOf(fieldOf(leaf, 'subject')).rfc4514_string)?.slice(0, 1_000),
    issuer: textOf(objectOf(fieldOf(leaf, 'issuer')).rfc4514_string)?.slice(0, 1_000),
    serial_number: textOf(fieldOf(leaf, 'serial_number'))?.slice(0, 100),
    fingerprint_sha256: textOf(fieldOf(leaf, 'fingerprint_sha256'))?.slice(0, 100),
    not_valid_before: certificateTime(leaf, 'not_valid_before'),
    not_valid_after: certificateTime(leaf, 'not_valid_after'),
    dns_names: [...textsOf(names.dns), ...textsOf(names.dns_names)]
      .slice(0, 200)
      .map((name) => name.slice(0, 100)),
  };
  return Object.fromEntries(
    Object.entries(kept).filter(([, value]) => value !== undefined && value.length > 0),
  );
}
