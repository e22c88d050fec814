/**
 * Refuses passwords of twelve characters and more that are made of nothing but well-known pieces (ASVS 5.0, 6.2.4, 6.2.12).
 * Lists of leaked passwords hold few long ones; those they hold are words, keyboard runs, years and repetitions strung
 * together, so the pieces are listed instead. Fewer than four characters left over: too easy.
 */
export function isCommonPassword(password: string, context: readonly string[] = []): boolean {
  const lower = password.normalize('NFKC').toLowerCase();
  const own = context.flatMap(partsOf);
  return leftOver(lower, own) < minimumOfOwn;
}

const minimumOfOwn = 4;

const words = `
  access account admin administrator airplane alexander america amanda andrew angel anthony apple august autumn awesome baby
  banana baseball basketball batman battery blink boston butterfly changeme charlie cheese chelsea chicken chocolate
  company computer cookie correct corporate cowboy crp cyber daniel december default diamond dolphin donald dragon eagle enter
  family february flower football forever forget freedom friday friend friends gandalf george ginger github google guest
  hacker hannah happy harley hello hockey horse hunter iloveyou internet jackson january jennifer jessica jesus jordan joshua
  july june justin keepass killer laptop letmein lincoln linkedin liverpool login london love lovely maggie manager march
  martin master matrix matthew merlin michael michelle microsoft monday monkey mother music mustang myspace nature network
  never nicole ninja nothing november october office online open orange pass passphrase password passwort person pepper phoenix
  pokemon police princess private purple qazwsx querty question rainbow ranger robert root samsung saturday school secret
  secure security september server shadow slipknot snoopy soccer spring staple star starwars steelers summer sunday sunshine
  superman support sweet system tenant test tester testing thomas thunder thursday tigger trustno tuesday twitter user username
  victoria wednesday welcome whatever william windows winter wizard workspace yankees yellow zaq12wsx
`
  .trim()
  .split(/\s+/)
  .sort((a, b) => b.length - a.length);

const runs = [
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb',
].flatMap((run) => [run, [...run].reverse().join('')]);

const shortWords = new Set(['the', 'and', 'for', 'you', 'my', 'is', 'i', 'a']);
const minimumRun = 3;

function plainLetters(text: string): string {
  const swaps: Record<string, string> = {
    '0': 'o',
    '1': 'l',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '7': 't',
    '@': 'a',
    $: 's',
    '!': 'i',
  };
  return [...text].map((letter) => swaps[letter] ?? letter).join('');
}

function partsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length >= minimumRun);
}

/**
 * How many letters and digits stand in no known piece, reading from the left and taking the longest piece each time. A piece
 * may be written with look-alikes (`p@ssw0rd`), which keep its length.
 */
function leftOver(text: string, own: readonly string[]): number {
  const plain = plainLetters(text);
  const distinct = new Set<string>();
  let left = 0;
  for (let at = 0; at < text.length; ) {
    const length = Math.max(pieceAt(text, at, own), pieceAt(plain, at, own));
    if (length === 0 && /[\p{L}\p{N}]/u.test(text[at] ?? '')) {
      left++;
      distinct.add(text[at] ?? '');
    }
    at += Math.max(length, 1);
  }
  // One or two characters over and over are no more than a repetition.
  return distinct.size <= 2 ? 0 : left;
}

function pieceAt(text: string, at: number, own: readonly string[]): number {
  const word = [...words, ...own]
    .filter((one) => text.startsWith(one, at))
    .reduce((longest, one) => Math.max(longest, one.length), 0);
  const year = /^(?:19|20)[0-9]{2}/.test(text.slice(at, at + 4)) ? 4 : 0;
  const short = [...shortWords].find((one) => text.slice(at, at + one.length + 1) === `${one} `)?.length ?? 0;
  return Math.max(word, year, short, runAt(text, at), repetitionAt(text, at));
}

/** Length of a keyboard or alphabet run of three or more that starts here. */
function runAt(text: string, at: number): number {
  let longest = 0;
  for (const run of runs) {
    const from = run.indexOf(text.slice(at, at + minimumRun));
    if (from < 0 || text.length - at < minimumRun) continue;
    let length = minimumRun;
    while (from + length < run.length && text[at + length] === run[from + length]) length++;
    longest = Math.max(longest, length);
  }
  return longest;
}

function repetitionAt(text: string, at: number): number {
  let length = 1;
  while (text[at + length] === text[at]) length++;
  return length >= minimumRun ? length : 0;
}
