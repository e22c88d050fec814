export interface CodeRule {
  readonly title: string;
  readonly about: string;
  readonly fix: string;
  /** CVSS-like number that the analyser gives its rule. */
  readonly severity: number;
  readonly cwe: number;
}

/** Rules of the code analyser; the keys are their ids. */
export const codeRules = {
  'js/sql-injection': {
    title: 'Query built from input',
    about: 'Input of a user becomes part of a query.',
    fix: 'Use parameters.',
    severity: 8.8,
    cwe: 89,
  },
  'js/xss-through-dom': {
    title: 'Text of the page becomes code',
    about: 'Text read from the page is written back as markup.',
    fix: 'Write it as text.',
    severity: 6.1,
    cwe: 79,
  },
  'js/path-injection': {
    title: 'File name from input',
    about: 'Input of a user chooses the file.',
    fix: 'Take names from a list.',
    severity: 7.5,
    cwe: 22,
  },
  'js/request-forgery': {
    title: 'Address from input',
    about: 'Input of a user chooses the server that is called.',
    fix: 'Compare with a list of servers.',
    severity: 9.1,
    cwe: 918,
  },
  'js/clear-text-logging': {
    title: 'Secret in the log',
    about: 'A value that looks like a secret is logged.',
    fix: 'Leave it out.',
    severity: 7.5,
    cwe: 532,
  },
  'js/insufficient-password-hash': {
    title: 'Password hashed too fast',
    about: 'A hash made for speed guards passwords.',
    fix: 'Use Argon2id.',
    severity: 8.1,
    cwe: 916,
  },
  'js/missing-rate-limiting': {
    title: 'Costly work without a limit',
    about: 'A costly route can be called without limit.',
    fix: 'Limit calls by caller.',
    severity: 7.5,
    cwe: 770,
  },
  'js/incomplete-sanitization': {
    title: 'Only the first match is made harmless',
    about: 'A replacement stops after the first match.',
    fix: 'Replace all matches, or use a library.',
    severity: 5.3,
    cwe: 116,
  },
  'java/weak-cryptographic-algorithm': {
    title: 'Outdated cipher',
    about: 'A cipher with known weaknesses is used.',
    fix: 'Use AES-GCM.',
    severity: 7.5,
    cwe: 327,
  },
  'java/unsafe-deserialization': {
    title: 'Objects from input',
    about: 'Input of a user becomes objects of any type.',
    fix: 'Read plain data instead.',
    severity: 9.8,
    cwe: 502,
  },
  'java/hardcoded-credential': {
    title: 'Secret in the code',
    about: 'A password stands in the code.',
    fix: 'Read it from the vault and change it.',
    severity: 8.6,
    cwe: 798,
  },
  'java/xxe': {
    title: 'Document can load others',
    about: 'The XML reader follows references to other documents.',
    fix: 'Switch external references off.',
    severity: 9.1,
    cwe: 611,
  },
  'java/insecure-randomness': {
    title: 'Guessable random number',
    about: 'A token is made from a generator that can be predicted.',
    fix: 'Use a generator made for secrets.',
    severity: 7.8,
    cwe: 338,
  },
  'java/log-injection': {
    title: 'Input can forge log lines',
    about: 'Line breaks of a user reach the log.',
    fix: 'Take line breaks out.',
    severity: 4.3,
    cwe: 117,
  },
} as const satisfies Readonly<Record<string, CodeRule>>;

export type CodeRuleName = keyof typeof codeRules;
