/** The form in which an address is kept and compared: NFC, lower case. Two spellings that look alike are one person. */
export function canonicalEmail(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}
