/** Text of a form's field, trimmed at both ends except for passwords, where every character counts. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  if (typeof value !== 'string') return '';
  return name === 'password' ? value : value.trim();
}
