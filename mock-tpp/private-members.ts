/** Which members of a JWK are secret. */

/** Of asymmetric keys, and a symmetric one itself. @source RFC 7518, section 6 */
export const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'];
