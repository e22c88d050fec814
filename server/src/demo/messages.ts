import { company, type PersonName, people } from '../../../demo/company.ts';
import type { DemoCredentials } from './credentials.ts';
import type { DemoResult } from './demo.ts';

/** What the demo says in the terminal, in one place. */
export const demoText = {
  begin: `Making the demo workspace "${company.name}" through the API …`,
  people: (count: number) => `  ${count} people invited and signed in`,
  scopes: (count: number) => `  ${count} scopes named, with who allowed the scans`,
  redated: '  The sample scans are older than a month: the same story, told up to yesterday',
  imported: (done: number, all: number, text: string) => `  ${String(done).padStart(2)}/${all}  ${text}`,
  inventory: (count: number) =>
    `  ${count} assets described: how much they matter, who reaches them, who looks after them`,
  decided: (declared: number, verified: number, accepted: number, wrong: number) =>
    `  ${declared} fixes declared, ${verified} verified, ${accepted} risks accepted, ${wrong} false positive`,
  boardPack: '  Board pack made',
  elsewhere:
    'This installation has people already, so no demo was made in it. Start with an empty data folder: CRP_DATA_DIR=./demo-data npm start -- --demo',
  brokeOff: (why: string) =>
    `The demo broke off: ${why}\nThe platform runs, but its demo workspace is not whole. Stop it, remove the data folder and start again.`,
  changed: 'A demo was made here before, but its sign-ins no longer work: they were changed since.',
} as const;

const roleText: Readonly<Record<PersonName, string>> = {
  admin: 'administrator',
  verifier: 'verifies fixes',
  member: 'works on findings',
  auditor: 'reads everything',
};

export function summaryText(result: DemoResult): string {
  const { url, counts, boardPack, credentials, seconds } = result;
  const figures = `${counts.open} open vulnerabilities on ${counts.assets} assets, ${counts.reports} reports over twelve months`;
  return [
    '',
    result.made ? `The demo is ready (${seconds} s): ${figures}.` : `The demo is here already: ${figures}.`,
    '',
    `  Open        ${url}`,
    `  Board pack  ${boardPack}`,
    '',
    ...signInLines(credentials),
    '',
  ].join('\n');
}

function signInLines(credentials: DemoCredentials): string[] {
  const names: readonly PersonName[] = ['admin', 'verifier', 'member', 'auditor'];
  return names.map((name) => {
    const { email, password } = credentials[name];
    return `  ${people[name].displayName.padEnd(15)} ${roleText[name].padEnd(18)} ${email.padEnd(29)} ${password}`;
  });
}
