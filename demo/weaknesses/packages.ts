import type { PackageWeakness, Severity } from './weakness.ts';

type Ecosystem = PackageWeakness['ecosystem'];
type Facts = readonly [cve: string, severity: Severity, score: number, vector: string, cwe: number];
type Versions = readonly [name: string, version: string, fixed: string];

function weak(
  ecosystem: Ecosystem,
  versions: Versions,
  [cve, severity, score, vector, cwe]: Facts,
  title: string,
): PackageWeakness {
  const [name, version, fixed] = versions;
  const about = `${title[0]?.toUpperCase()}${title.slice(1)}.`;
  return {
    ecosystem,
    name,
    version,
    fixed,
    rule: cve,
    cves: [cve],
    severity,
    cvss: [score, vector],
    cwes: [cwe],
    title: `${name}: ${title}`,
    about,
    fix: `Update ${name} to ${fixed}.`,
  };
}

const remote = 'AV:N/AC:L/PR:N/UI:N/S:U';
const stop = `${remote}/C:N/I:N/A:H`;
const full = `${remote}/C:H/I:H/A:H`;
const localFull = 'AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H';

/** Packages in images and parts lists, by the name that the storyline uses. */
export const packageWeaknesses = {
  // The base image.
  'zlib-extra': weak(
    'debian',
    ['zlib1g', '1:1.2.11.dfsg-2+deb11u1', '1:1.2.11.dfsg-2+deb11u2'],
    ['CVE-2022-37434', 'CRITICAL', 9.8, full, 787],
    'overruns a buffer while reading a header',
  ),
  'expat-length': weak(
    'debian',
    ['libexpat1', '2.2.10-2+deb11u5', '2.2.10-2+deb11u6'],
    ['CVE-2024-45491', 'CRITICAL', 9.8, full, 190],
    'a number overflows on 32-bit systems',
  ),
  'expat-depth': weak(
    'debian',
    ['libexpat1', '2.2.10-2+deb11u5', '2.2.10-2+deb11u7'],
    ['CVE-2023-52425', 'HIGH', 7.5, stop, 400],
    'large tokens take unbounded time',
  ),
  'openssl-type': weak(
    'debian',
    ['libssl1.1', '1.1.1n-0+deb11u3', '1.1.1n-0+deb11u4'],
    ['CVE-2023-0286', 'HIGH', 7.4, 'AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:H', 843],
    'one type of address is taken for another',
  ),
  'openssl-alpn': weak(
    'debian',
    ['libssl3', '3.0.13-1~deb12u1', '3.0.14-1~deb12u1'],
    ['CVE-2024-5535', 'CRITICAL', 9.1, `${remote}/C:H/I:N/A:H`, 200],
    'an empty list of protocols reads other memory',
  ),
  'openssl-mac': weak(
    'debian',
    ['libssl3', '3.0.11-1~deb12u1', '3.0.13-1~deb12u1'],
    ['CVE-2024-0727', 'MEDIUM', 5.5, 'AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H', 476],
    'a crafted key file stops the program',
  ),
  'glibc-iconv': weak(
    'debian',
    ['libc6', '2.31-13+deb11u8', '2.31-13+deb11u9'],
    ['CVE-2024-2961', 'HIGH', 7.3, `${remote}/C:L/I:L/A:L`, 787],
    'overruns a buffer while converting text',
  ),
  'glibc-loader': weak(
    'debian',
    ['libc6', '2.31-13+deb11u6', '2.31-13+deb11u7'],
    ['CVE-2023-4911', 'HIGH', 7.8, localFull, 787],
    'gives users the rights of root (Looney Tunables)',
  ),
  'perl-cpan': weak(
    'debian',
    ['perl-base', '5.32.1-4+deb11u2', '5.32.1-4+deb11u3'],
    ['CVE-2023-31484', 'HIGH', 8.1, 'AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', 295],
    'certificates of the package server are not checked',
  ),
  'perl-regex': weak(
    'debian',
    ['perl-base', '5.36.0-7', '5.36.0-7+deb12u1'],
    ['CVE-2023-47038', 'HIGH', 7.8, 'AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H', 787],
    'a crafted pattern overruns a buffer',
  ),
  'ncurses-terminfo': weak(
    'debian',
    ['libtinfo6', '6.2+20201114-2', '6.2+20201114-2+deb11u1'],
    ['CVE-2023-29491', 'HIGH', 7.8, localFull, 787],
    'a crafted terminal description writes outside of memory',
  ),
  'krb5-token': weak(
    'debian',
    ['libkrb5-3', '1.20.1-2+deb12u1', '1.20.1-2+deb12u2'],
    ['CVE-2024-37371', 'CRITICAL', 9.1, `${remote}/C:H/I:N/A:H`, 125],
    'reads outside of a token',
  ),
  'gnutls-loop': weak(
    'debian',
    ['libgnutls30', '3.7.9-2+deb12u3', '3.7.9-2+deb12u4'],
    ['CVE-2024-12243', 'MEDIUM', 5.3, `${remote}/C:N/I:N/A:L`, 407],
    'a crafted certificate takes unbounded time',
  ),
  'libxml-free': weak(
    'debian',
    ['libxml2', '2.9.14+dfsg-1.3~deb12u1', '2.9.14+dfsg-1.3~deb12u3'],
    ['CVE-2025-49794', 'CRITICAL', 9.1, `${remote}/C:N/I:H/A:H`, 825],
    'uses memory after it was freed',
  ),
  'pam-namespace': weak(
    'debian',
    ['libpam-modules', '1.5.2-6+deb12u1', '1.7.0-5'],
    ['CVE-2025-6020', 'HIGH', 7.8, localFull, 22],
    'gives users the rights of root',
  ),
  'sqlite-aggregate': weak(
    'debian',
    ['libsqlite3-0', '3.40.1-2+deb12u1', '3.46.1-7'],
    ['CVE-2025-6965', 'HIGH', 7.7, 'AV:N/AC:H/PR:L/UI:N/S:C/C:L/I:H/A:L', 197],
    'more terms than columns corrupt memory',
  ),
  'curl-free': weak(
    'debian',
    ['libcurl4', '7.88.1-10+deb12u5', '7.88.1-10+deb12u6'],
    ['CVE-2024-2398', 'HIGH', 8.6, `${remote}/C:L/I:L/A:H`, 772],
    'pushed answers that are refused use up memory',
  ),
  'curl-date': weak(
    'debian',
    ['libcurl4', '7.88.1-10+deb12u6', '7.88.1-10+deb12u7'],
    ['CVE-2024-7264', 'MEDIUM', 6.5, 'AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H', 125],
    'a crafted date reads outside of a buffer',
  ),
  'tar-file': weak(
    'debian',
    ['tar', '1.34+dfsg-1.2', '1.34+dfsg-1.2+deb12u1'],
    ['CVE-2022-48303', 'LOW', 3.3, 'AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:L', 125],
    'reads one byte too far in an old archive',
  ),
  'apt-key': weak(
    'debian',
    ['apt', '2.6.1', '2.6.1'],
    ['CVE-2011-3374', 'LOW', 3.7, 'AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N', 347],
    'an old key command does not check signatures',
  ),

  // Go.
  'go-netip': weak(
    'gobinary',
    ['stdlib', 'v1.22.3', '1.22.4'],
    ['CVE-2024-24790', 'CRITICAL', 9.8, full, 115],
    'mapped addresses pass checks they should not',
  ),
  'go-http2': weak(
    'gobinary',
    ['golang.org/x/net', 'v0.17.0', '0.23.0'],
    ['CVE-2023-45288', 'HIGH', 7.5, stop, 400],
    'endless continuation frames keep the server busy',
  ),
  'go-ssh-key': weak(
    'gobinary',
    ['golang.org/x/crypto', 'v0.24.0', '0.31.0'],
    ['CVE-2024-45337', 'CRITICAL', 9.1, `${remote}/C:H/I:H/A:N`, 863],
    'the last key that was offered counts as the one that was proven',
  ),
  'go-chunked': weak(
    'gobinary',
    ['stdlib', 'v1.24.1', '1.24.2'],
    ['CVE-2025-22871', 'CRITICAL', 9.1, `${remote}/C:H/I:H/A:N`, 444],
    'a bare line feed lets requests hide in others',
  ),

  // Java.
  'spring-shell': weak(
    'jar',
    ['org.springframework:spring-beans', '5.3.16', '5.3.18'],
    ['CVE-2022-22965', 'CRITICAL', 9.8, full, 94],
    'binding of input can be used to run code (Spring4Shell)',
  ),
  'text-lookup': weak(
    'jar',
    ['org.apache.commons:commons-text', '1.9', '1.10.0'],
    ['CVE-2022-42889', 'CRITICAL', 9.8, full, 94],
    'text in braces is run as a script (Text4Shell)',
  ),
  'snake-types': weak(
    'jar',
    ['org.yaml:snakeyaml', '1.33', '2.0'],
    ['CVE-2022-1471', 'CRITICAL', 9.8, full, 502],
    'a document can make objects of any type',
  ),
  'jdbc-line': weak(
    'jar',
    ['org.postgresql:postgresql', '42.6.0', '42.6.1'],
    ['CVE-2024-1597', 'CRITICAL', 9.8, full, 89],
    'a minus before a value becomes a comment of the query',
  ),
  'activemq-types': weak(
    'jar',
    ['org.apache.activemq:activemq-openwire-legacy', '5.17.5', '5.17.6'],
    ['CVE-2023-46604', 'CRITICAL', 9.8, full, 502],
    'a message of a stranger can run code',
  ),
  'jackson-depth': weak(
    'jar',
    ['com.fasterxml.jackson.core:jackson-databind', '2.13.3', '2.13.4'],
    ['CVE-2022-42004', 'HIGH', 7.5, stop, 502],
    'deep arrays use up the stack',
  ),
  'spring-redirect': weak(
    'jar',
    ['org.springframework:spring-web', '6.1.3', '6.1.4'],
    ['CVE-2024-22243', 'HIGH', 8.1, 'AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:N', 601],
    'the host of an address is read in two ways',
  ),
  'logback-server': weak(
    'jar',
    ['ch.qos.logback:logback-classic', '1.4.11', '1.4.12'],
    ['CVE-2023-6378', 'HIGH', 7.1, 'AV:A/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:H', 502],
    'crafted log events stop the receiver',
  ),
  'protobuf-depth': weak(
    'jar',
    ['com.google.protobuf:protobuf-java', '3.25.3', '3.25.5'],
    ['CVE-2024-7254', 'HIGH', 7.5, stop, 674],
    'nested groups use up the stack',
  ),
  'tomcat-put': weak(
    'jar',
    ['org.apache.tomcat.embed:tomcat-embed-core', '10.1.33', '10.1.35'],
    ['CVE-2025-24813', 'CRITICAL', 9.8, full, 44],
    'a partial upload can run code or show files',
  ),
  'beanutils-enum': weak(
    'jar',
    ['commons-beanutils:commons-beanutils', '1.9.4', '1.11.0'],
    ['CVE-2025-48734', 'HIGH', 8.8, 'AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 284],
    'the loader behind an enumeration can be reached',
  ),
  'commons-io-reader': weak(
    'jar',
    ['commons-io:commons-io', '2.11.0', '2.14.0'],
    ['CVE-2024-47554', 'MEDIUM', 4.3, 'AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:L', 400],
    'a crafted document keeps the processor busy',
  ),

  // Node and Python.
  'next-middleware': weak(
    'npm',
    ['next', '14.2.15', '14.2.25'],
    ['CVE-2025-29927', 'CRITICAL', 9.1, `${remote}/C:H/I:H/A:N`, 863],
    'a header skips the checks before a page',
  ),
  'axios-relative': weak(
    'npm',
    ['axios', '1.6.8', '1.7.4'],
    ['CVE-2024-39338', 'HIGH', 7.5, `${remote}/C:H/I:N/A:N`, 918],
    'a relative address can lead to another server',
  ),
  'body-parser-depth': weak(
    'npm',
    ['body-parser', '1.20.2', '1.20.3'],
    ['CVE-2024-45590', 'HIGH', 7.5, stop, 405],
    'nested input keeps the server busy',
  ),
  'path-regexp': weak(
    'npm',
    ['path-to-regexp', '0.1.7', '0.1.10'],
    ['CVE-2024-45296', 'HIGH', 7.5, stop, 1333],
    'a crafted address takes exponential time',
  ),
  'cross-spawn-regexp': weak(
    'npm',
    ['cross-spawn', '7.0.3', '7.0.5'],
    ['CVE-2024-21538', 'HIGH', 7.5, stop, 1333],
    'a crafted argument takes exponential time',
  ),
  'ws-headers': weak(
    'npm',
    ['ws', '8.16.0', '8.17.1'],
    ['CVE-2024-37890', 'HIGH', 7.5, stop, 476],
    'many headers stop the server',
  ),
  'braces-depth': weak(
    'npm',
    ['braces', '3.0.2', '3.0.3'],
    ['CVE-2024-4068', 'HIGH', 7.5, stop, 1050],
    'unbalanced braces use up memory',
  ),
  'lodash-template': weak(
    'npm',
    ['lodash', '4.17.20', '4.17.21'],
    ['CVE-2021-23337', 'HIGH', 7.2, 'AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', 94],
    'a template option is run as code',
  ),
  'express-redirect': weak(
    'npm',
    ['express', '4.18.2', '4.19.2'],
    ['CVE-2024-29041', 'MEDIUM', 6.1, 'AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 601],
    'a malformed address gets past a list of allowed ones',
  ),
  'semver-regexp': weak(
    'npm',
    ['semver', '7.5.1', '7.5.2'],
    ['CVE-2022-25883', 'MEDIUM', 5.3, `${remote}/C:N/I:N/A:L`, 1333],
    'a crafted range takes exponential time',
  ),
  'tough-cookie-proto': weak(
    'npm',
    ['tough-cookie', '4.1.2', '4.1.3'],
    ['CVE-2023-26136', 'MEDIUM', 6.5, `${remote}/C:L/I:L/A:N`, 1321],
    'a cookie can change every object',
  ),
  'requests-verify': weak(
    'python-pkg',
    ['requests', '2.31.0', '2.32.0'],
    ['CVE-2024-35195', 'MEDIUM', 5.6, 'AV:L/AC:H/PR:H/UI:R/S:U/C:H/I:H/A:N', 670],
    'checks stay off for a connection once they were',
  ),
  'setuptools-path': weak(
    'python-pkg',
    ['setuptools', '69.0.3', '78.1.1'],
    ['CVE-2025-47273', 'HIGH', 7.7, 'AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H', 22],
    'a download can be written to any folder',
  ),
  'jinja-format': weak(
    'python-pkg',
    ['Jinja2', '3.1.4', '3.1.5'],
    ['CVE-2024-56326', 'HIGH', 7.8, localFull, 693],
    'formatting gets out of the sandbox',
  ),
  'urllib-redirect': weak(
    'python-pkg',
    ['urllib3', '2.0.5', '2.5.0'],
    ['CVE-2025-50181', 'MEDIUM', 5.3, 'AV:N/AC:H/PR:L/UI:N/S:U/C:H/I:N/A:N', 601],
    'redirects cannot be switched off for a pool',
  ),
} as const satisfies Readonly<Record<string, PackageWeakness>>;

export type PackageName = keyof typeof packageWeaknesses;
