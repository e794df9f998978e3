/** The `typ` of a JWT. */

/**
 * A media type in any case, and `application/` may be left out. Gives it in lower case without, '' when none was sent,
 * null for what is not a text.
 * @requirement FAPI2-MS-5.3.1-5 RFC8725-3.11-1
 */
export function jwtType(sent: unknown): string | null {
  if (sent === undefined) return '';
  return typeof sent === 'string' ? sent.toLowerCase().replace(/^application\//, '') : null;
}
