import type { Weakness } from './weakness.ts';

export interface WebWeakness extends Weakness {
  /** ZAP: 1 low to 3 high confidence. */
  readonly confidence: 1 | 2 | 3;
  readonly pages: readonly (readonly [path: string, parameter?: string])[];
}

export interface TemplateWeakness extends Weakness {
  readonly tags: readonly string[];
  readonly path: string;
}

export interface PentestWeakness extends Weakness {
  readonly impact: string;
  readonly url: string;
}

/** What ZAP finds on the customer sites; `rule` is its plugin id. */
export const webWeaknesses = {
  'xss-reflected': {
    rule: '40012',
    title: 'Input of an address appears in the page as code',
    severity: 'HIGH',
    cwes: [79],
    confidence: 2,
    about: 'What stands in the address is written into the page without being made harmless.',
    fix: 'Encode output where it is written.',
    pages: [
      ['/search', 'q'],
      ['/shipments', 'ref'],
    ],
  },
  'sql-injection': {
    rule: '40018',
    title: 'Input reaches a database query',
    severity: 'HIGH',
    cwes: [89],
    confidence: 2,
    about: 'A changed condition in a parameter changes the rows of the answer.',
    fix: 'Use prepared statements.',
    pages: [['/invoices', 'sort']],
  },
  'path-traversal': {
    rule: '6',
    title: 'Files outside of the folder can be read',
    severity: 'HIGH',
    cwes: [22],
    confidence: 1,
    about: 'Dots in a parameter lead out of the folder of documents.',
    fix: 'Take names from a list and never from input.',
    pages: [['/documents/get', 'name']],
  },
  'csp-missing': {
    rule: '10038',
    title: 'No content security policy',
    severity: 'MEDIUM',
    cwes: [693],
    confidence: 3,
    about: 'Browsers are not told which scripts belong to the site.',
    fix: 'Send a Content-Security-Policy header.',
    pages: [['/'], ['/sign-in']],
  },
  'csrf-token': {
    rule: '10202',
    title: 'Form without protection against foreign requests',
    severity: 'MEDIUM',
    cwes: [352],
    confidence: 1,
    about: 'A form changes data and carries nothing that another site could not know.',
    fix: 'Add a token, and check where requests come from.',
    pages: [['/profile/address'], ['/pickup/new']],
  },
  'vulnerable-js': {
    rule: '10003',
    title: 'Script library with known weaknesses',
    severity: 'MEDIUM',
    cwes: [1395],
    confidence: 2,
    about: 'jQuery 3.4.1 is served, which has known weaknesses.',
    fix: 'Update the library.',
    pages: [['/assets/vendor.js']],
  },
  clickjacking: {
    rule: '10020',
    title: 'Pages can be framed by other sites',
    severity: 'MEDIUM',
    cwes: [1021],
    confidence: 2,
    about: 'Nothing stops another site from showing the page in a frame.',
    fix: 'Send frame-ancestors in the content security policy.',
    pages: [['/'], ['/pay']],
  },
  'cors-any': {
    rule: '10098',
    title: 'Any site may read answers',
    severity: 'MEDIUM',
    cwes: [264],
    confidence: 2,
    about: 'The interface allows every origin.',
    fix: 'Name the origins that may.',
    pages: [['/v1/rates']],
  },
  'sri-missing': {
    rule: '90003',
    title: 'Foreign scripts without a checksum',
    severity: 'MEDIUM',
    cwes: [345],
    confidence: 3,
    about: 'A script of another server is loaded without saying which bytes are expected.',
    fix: 'Add an integrity attribute, or serve it from here.',
    pages: [['/']],
  },
  'cookie-httponly': {
    rule: '10010',
    title: 'Cookie that scripts can read',
    severity: 'LOW',
    cwes: [1004],
    confidence: 2,
    about: 'A cookie is set without HttpOnly.',
    fix: 'Set HttpOnly.',
    pages: [['/sign-in', 'lang']],
  },
  'cookie-samesite': {
    rule: '10054',
    title: 'Cookie without SameSite',
    severity: 'LOW',
    cwes: [1275],
    confidence: 2,
    about: 'A cookie goes along with requests that start on other sites.',
    fix: 'Set SameSite to Lax.',
    pages: [['/sign-in', 'lang']],
  },
  'server-version': {
    rule: '10036',
    title: 'Server tells its version',
    severity: 'LOW',
    cwes: [497],
    confidence: 3,
    about: 'The Server header names product and version.',
    fix: 'Leave the version out.',
    pages: [['/']],
  },
  'error-page': {
    rule: '90022',
    title: 'Error page shows the inside of the program',
    severity: 'LOW',
    cwes: [550],
    confidence: 2,
    about: 'An error shows names of classes and lines.',
    fix: 'Show a plain page and log the rest.',
    pages: [['/track', 'id']],
  },
  'nosniff-missing': {
    rule: '10021',
    title: 'Browsers may guess the type of content',
    severity: 'LOW',
    cwes: [693],
    confidence: 2,
    about: 'The header X-Content-Type-Options is missing.',
    fix: 'Send it with the value nosniff.',
    pages: [['/assets/logo']],
  },
  'hsts-missing': {
    rule: '10035',
    title: 'Browsers are not told to insist on encryption',
    severity: 'LOW',
    cwes: [319],
    confidence: 3,
    about: 'The header Strict-Transport-Security is missing.',
    fix: 'Send it with at least a year.',
    pages: [['/']],
  },
  'private-address': {
    rule: '2',
    title: 'Answer shows an inside address',
    severity: 'LOW',
    cwes: [497],
    confidence: 2,
    about: 'An address of the internal network stands in an answer.',
    fix: 'Take it out.',
    pages: [['/v1/status']],
  },
} as const satisfies Readonly<Record<string, WebWeakness>>;

/** What Nuclei finds from outside; `rule` is the template id. */
export const templateWeaknesses = {
  'git-config': {
    rule: 'git-config',
    title: 'Version control folder is served',
    severity: 'MEDIUM',
    cwes: [200],
    tags: ['config', 'git', 'exposure'],
    path: '/.git/config',
    about: 'The folder of the version control can be downloaded, with the history of the code.',
    fix: 'Do not deploy it, and deny it at the server.',
  },
  swagger: {
    rule: 'swagger-api',
    title: 'Description of the interface is public',
    severity: 'LOW',
    cwes: [200],
    tags: ['exposure', 'api'],
    path: '/swagger/index.html',
    about: 'The description names addresses that are meant for inside.',
    fix: 'Serve it inside only.',
  },
  'weak-tls': {
    rule: 'deprecated-tls',
    title: 'Old versions of TLS are offered',
    severity: 'LOW',
    cwes: [326],
    tags: ['ssl', 'misconfig'],
    path: '/',
    about: 'TLS 1.0 or 1.1 is accepted.',
    fix: 'Offer TLS 1.2 and 1.3 only.',
  },
  'grafana-panel': {
    rule: 'grafana-detect',
    title: 'Sign-in page of the monitoring is public',
    severity: 'INFO',
    tags: ['panel', 'grafana'],
    path: '/grafana/login',
    about: 'The monitoring can be reached from the internet.',
    fix: 'Put it behind the remote access.',
  },
  'citrix-panel': {
    rule: 'citrix-vpn-detect',
    title: 'Sign-in page of the remote access',
    severity: 'INFO',
    tags: ['panel', 'citrix'],
    path: '/vpn/index.html',
    about: 'The sign-in page of the gateway is reachable, as it must be.',
    fix: 'Nothing to do while it is needed.',
  },
} as const satisfies Readonly<Record<string, TemplateWeakness>>;

/** What the penetration testers found by hand. */
export const pentestWeaknesses = {
  'reset-link': {
    rule: 'PT-03',
    title: 'Links to reset a password work for days',
    severity: 'MEDIUM',
    cwes: [640],
    cvss: [5.9, 'AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N'],
    url: 'https://portal.tarnholm.test/reset',
    about: 'A link still works after it was used.',
    impact: 'Whoever reads an old mail takes the account over.',
    fix: 'Let a link work once and for half an hour.',
  },
  'driver-positions': {
    rule: 'PT-04',
    title: 'Positions of all drivers can be read with any account',
    severity: 'HIGH',
    cwes: [285],
    cvss: [7.7, 'AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:N/A:N'],
    url: 'https://drivers.tarnholm.test/v1/positions',
    about: 'The list is not narrowed to the signed-in carrier.',
    impact: 'Valuable loads can be followed on the road.',
    fix: 'Narrow the list on the server.',
  },
  'rate-limit': {
    rule: 'PT-05',
    title: 'Sign-in can be tried without limit',
    severity: 'MEDIUM',
    cwes: [307],
    cvss: [6.5, 'AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:N'],
    url: 'https://portal.tarnholm.test/sign-in',
    about: 'Ten thousand passwords were tried within an hour.',
    impact: 'Weak passwords of customers are found.',
    fix: 'Slow down and lock out by account and address.',
  },
  'webhook-inside': {
    rule: 'PT-06',
    title: 'Customers can make the server call inside addresses',
    severity: 'HIGH',
    cwes: [918],
    cvss: [8.5, 'AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:L/A:N'],
    url: 'https://api.tarnholm.test/v1/webhooks',
    about: 'The address of a notification is called without a check where it leads.',
    impact: 'Services that trust the internal network answer to strangers.',
    fix: 'Allow public addresses only, after resolving the name.',
  },
  'upload-type': {
    rule: 'PT-07',
    title: 'Proof of delivery accepts any type of file',
    severity: 'MEDIUM',
    cwes: [434],
    cvss: [5.4, 'AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N'],
    url: 'https://drivers.tarnholm.test/v1/proofs',
    about: 'A page with scripts is accepted as a picture and served from the same site.',
    impact: 'A driver can act as the office that opens the proof.',
    fix: 'Check the content and serve it from another site.',
  },
} as const satisfies Readonly<Record<string, PentestWeakness>>;

export type WebName = keyof typeof webWeaknesses;
export type TemplateName = keyof typeof templateWeaknesses;
export type PentestName = keyof typeof pentestWeaknesses;
