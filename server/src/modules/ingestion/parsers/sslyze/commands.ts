import { fieldOf, isObject, textOf } from '../mapping/json.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { judgeCertificates } from './certificates.ts';
import { judgeSuites } from './suites.ts';
import { type Judge, type Verdict, yesOrNo } from './verdict.ts';

/** How the result of each scan command is read, by its name; the field names of versions 3 to 6 are all read. */
export const judges: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['certificate_info', judgeCertificates],
  ...['ssl_2_0', 'ssl_3_0', 'tls_1_0', 'tls_1_1', 'tls_1_2', 'tls_1_3'].map((version): [string, Judge] => [
    `${version}_cipher_suites`,
    (result) => judgeSuites(version, result),
  ]),
  ['heartbleed', judgeHeartbleed],
  ['openssl_ccs_injection', judgeCcsInjection],
  ['robot', judgeRobot],
  ['session_renegotiation', judgeRenegotiation],
  ['tls_compression', judgeCompression],
  ['tls_fallback_scsv', judgeFallback],
  ['tls_extended_master_secret', judgeMasterSecret],
  ['tls_1_3_early_data', judgeEarlyData],
  ['http_headers', judgeHeaders],
]);

function judgeHeartbleed(result: JsonObject): Verdict[] {
  return [
    yesOrNo('heartbleed', isTrue(result, 'is_vulnerable_to_heartbleed'), {
      title: 'Memory can be read through the heartbeat extension (Heartbleed)',
      absent: 'Not vulnerable to Heartbleed',
      severity: 'HIGH',
      cves: ['CVE-2014-0160'],
      cwes: [125],
      remediation: 'Update OpenSSL and replace keys and certificates.',
    }),
  ];
}

function judgeCcsInjection(result: JsonObject): Verdict[] {
  return [
    yesOrNo('openssl_ccs_injection', isTrue(result, 'is_vulnerable_to_ccs_injection'), {
      title: 'Early ChangeCipherSpec messages are accepted (CCS injection)',
      absent: 'Not vulnerable to CCS injection',
      severity: 'HIGH',
      cves: ['CVE-2014-0224'],
      cwes: [326],
      remediation: 'Update OpenSSL.',
    }),
  ];
}

/** Words such as VULNERABLE_WEAK_ORACLE, NOT_VULNERABLE_NO_ORACLE, UNKNOWN_INCONSISTENT_RESULTS. */
function judgeRobot(result: JsonObject): Verdict[] {
  const word = textOf(fieldOf(result, 'robot_result')) ?? textOf(fieldOf(result, 'robot_result_enum')) ?? '';
  const evidence = word;
  if (/^UNKNOWN/i.test(word)) {
    return [
      {
        ruleId: 'robot',
        title: 'ROBOT: the answers were inconsistent',
        severity: 'INFO',
        resultClass: 'INFORMATIONAL',
        evidence,
      },
    ];
  }
  const verdict = yesOrNo('robot', /^VULNERABLE/i.test(word), {
    title: 'RSA decryption oracle (ROBOT)',
    absent: 'Not vulnerable to ROBOT',
    severity: /WEAK/i.test(word) ? 'MEDIUM' : 'HIGH',
    cwes: [203],
    remediation: 'Update the TLS library or turn off cipher suites that begin with TLS_RSA.',
  });
  return [{ ...verdict, evidence }];
}

function judgeRenegotiation(result: JsonObject): Verdict[] {
  const verdicts: Verdict[] = [];
  const secure = fieldOf(result, 'supports_secure_renegotiation');
  if (typeof secure === 'boolean') {
    verdicts.push(
      yesOrNo('session_renegotiation.insecure', !secure, {
        title: 'Secure renegotiation is not supported',
        absent: 'Secure renegotiation is supported',
        severity: 'MEDIUM',
        cves: ['CVE-2009-3555'],
        cwes: [295],
        remediation: 'Update the TLS library so that RFC 5746 is supported.',
      }),
    );
  }
  const byClient =
    fieldOf(result, 'is_vulnerable_to_client_renegotiation_dos') ??
    fieldOf(result, 'accepts_client_renegotiation');
  if (typeof byClient === 'boolean') {
    verdicts.push(
      yesOrNo('session_renegotiation.client_initiated', byClient, {
        title: 'Clients can renegotiate at will, which costs the server much work',
        absent: 'Renegotiation by the client is refused',
        severity: 'MEDIUM',
        cves: ['CVE-2011-1473'],
        cwes: [400],
        remediation: 'Turn off renegotiation by the client.',
      }),
    );
  }
  return verdicts;
}

function judgeCompression(result: JsonObject): Verdict[] {
  const isOn =
    isTrue(result, 'supports_compression') || textOf(fieldOf(result, 'compression_name')) !== undefined;
  return [
    yesOrNo('tls_compression', isOn, {
      title: 'TLS compression is on (CRIME)',
      absent: 'TLS compression is off',
      severity: 'MEDIUM',
      cves: ['CVE-2012-4929'],
      cwes: [310],
      remediation: 'Turn off TLS compression.',
    }),
  ];
}

function judgeFallback(result: JsonObject): Verdict[] {
  return [
    yesOrNo('tls_fallback_scsv', fieldOf(result, 'supports_fallback_scsv') === false, {
      title: 'Downgrades are not prevented (TLS_FALLBACK_SCSV is missing)',
      absent: 'Downgrades are prevented',
      severity: 'LOW',
      cwes: [757],
    }),
  ];
}

function judgeMasterSecret(result: JsonObject): Verdict[] {
  return [
    yesOrNo('tls_extended_master_secret', fieldOf(result, 'supports_ems_extension') === false, {
      title: 'The extended master secret (RFC 7627) is not supported',
      absent: 'The extended master secret is supported',
      severity: 'LOW',
      cwes: [295],
    }),
  ];
}

function judgeEarlyData(result: JsonObject): Verdict[] {
  const isOn = isTrue(result, 'supports_early_data');
  return [
    {
      ruleId: 'tls_1_3_early_data',
      title: isOn ? 'TLS 1.3 early data is accepted; it can be replayed' : 'TLS 1.3 early data is refused',
      severity: 'INFO',
      resultClass: isOn ? 'INFORMATIONAL' : 'NEGATIVE_RESULT',
    },
  ];
}

function judgeHeaders(result: JsonObject): Verdict[] {
  const answered = textOf(fieldOf(result, 'http_error_trace')) === undefined;
  if (!answered || !Object.hasOwn(result, 'strict_transport_security_header')) return [];
  const header = fieldOf(result, 'strict_transport_security_header');
  const verdict = yesOrNo('http_headers.strict_transport_security', !isObject(header), {
    title: 'No Strict-Transport-Security header',
    absent: 'A Strict-Transport-Security header is sent',
    severity: 'LOW',
    cwes: [319],
  });
  return [isObject(header) ? { ...verdict, sourceData: header } : verdict];
}

function isTrue(result: JsonObject, name: string): boolean {
  return fieldOf(result, name) === true;
}
