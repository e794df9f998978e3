/** The names of TLS identities that scenarios ask for: what each certificate has to be, and how an engineer of the bank gets one. */

export interface IdentityName {
  name: string;
  /** Seen from the bank: what makes the certificate the one a case needs. */
  is: string;
  how: string;
}

// biome-ignore format: a table, one row a line
export const IDENTITY_NAMES: readonly IdentityName[] = [
  { name: 'primary', is: 'the certificate of the client `primary`, as registered', how: 'Take the transport certificate that the client was registered with, and its private key.' },
  { name: 'second', is: 'the certificate of another registered client, with a subject and a key of its own', how: 'Register a second client as a second third party, and take its transport certificate and key.' },
  { name: 'primary-rekeyed', is: 'from the same CA as `primary`, with the same subject, and a **new key**', how: 'Make a new key pair, and have the sandbox CA (or the directory) issue a certificate for the subject of `primary`.' },
  { name: 'primary-renewed', is: 'from the same CA as `primary`, with the same subject and the **same key**; only serial number and dates differ', how: 'Renew the certificate of `primary`: send the CA a new request made with its old key.' },
  { name: 'look-alike', is: 'the same subject as `primary`, a new key, and **no CA that the bank trusts**', how: 'Make it yourself: a self-signed certificate with the subject of `primary`, for instance with `openssl req -x509 -new -nodes`.' },
  { name: 'sibling', is: 'one more certificate for the client `primary`, which may be **revoked** during a case', how: 'Write `issue: primary` and declare the hook `cert.issue`, which gives a new one for each case; the hook `cert.revoke` revokes it.' },
];
