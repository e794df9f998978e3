/** The names of TLS identities that scenarios ask for: what each certificate has to be, and how an engineer of the bank gets one. */

export interface IdentityName {
  name: string;
  /** Seen from the bank: what makes the certificate the one a case needs. */
  is: string;
  how: string;
}

const SEAL_TO_ORDER =
  'Write `issue: primary`, with `flaw` where something is wrong with it, and have the hook `cert.issue` hand `${identity}` on: what it makes is for seals.';
const TO_ORDER =
  'Write `issue: primary` and have the hook `cert.issue` hand `${identity}` on, or have the sandbox CA issue it.';

/** What can be wrong with a certificate that is like that of a client, and how to come by such a one. */
// biome-ignore format: a table, one row a line
const FLAWS: readonly [flaw: string, is: string, how: string][] = [
  ['no-status-addresses', '**without addresses** of OCSP and CRL', 'Have the CA issue it so.'],
  ['self-signed', 'signed with **its own key**', 'Make it with `openssl req -x509 -new -key`.'],
  ['look-alike-ca', 'of a CA that **bears the name** of the real one and has another key', 'Make a CA with the same subject as the real one, and issue it from that.'],
  ['missing-intermediate', 'of an intermediate CA below the trusted root that the bank **was never shown**, without the certificate of that CA', 'Have a new intermediate CA made below the test root, and leave its certificate out of the file.'],
  ['expired', '**past its end**', 'Keep an old one, or have the CA issue one that ends before now.'],
  ['not-yet-valid', '**before its beginning**', 'Have the CA issue one that begins later.'],
  ['extended-key-usage', 'with the extended key usage **serverAuth alone**', 'Have the CA issue it with the profile of a server.'],
  ['no-extended-key-usage', '**without** extended key usage', 'Have the CA issue it so.'],
  ['key-usage', 'with the key usage **keyEncipherment alone**', 'Have the CA issue it so.'],
  ['name-constraint', 'of a CA whose **name constraints** leave out its subject', 'Have such a CA made below the test root, and put its certificate behind.'],
  ['path-length', 'of a CA below one with **path length 0**', 'Have such a CA made, and put the chain behind.'],
  ['leaf-as-ca', 'signed with the key of **another client certificate**', 'Sign it with a leaf and its key, and put the leaf behind.'],
  ['sha1', 'with a signature of **SHA-1**', 'Have the CA issue it so.'],
  ['md5', 'with a signature of **MD5**', 'Have the CA issue it so.'],
  ['rsa-1024', 'with an **RSA key of 1024 bits**', 'Have the CA issue it so.'],
  ['oversized-chain', 'a good one with **a hundred other certificates** behind it', 'Put them into its file.'],
  ['duplicate-extension', 'with **an extension twice**', 'Have the CA issue it so.'],
  ['unknown-critical-extension', 'with a **critical extension** that nobody knows', 'Have the CA issue it so.'],
];

/** No flaws at all, and tried with the client that its certificate authenticates alone. */
const LAWFUL: readonly string[] = ['no-extended-key-usage', 'oversized-chain'];

/** Of the client that its certificate authenticates, and of the first, whose certificate may be that of a provider. */
const FLAWED = ['mtls', 'primary'].flatMap((client): IdentityName[] =>
  FLAWS.filter(([flaw]) => client === 'mtls' || !LAWFUL.includes(flaw)).map(([flaw, is, how]) => ({
    name: `${client}-${flaw}`,
    is: `as that of the client \`${client}\`, but ${is}`,
    how: `${how} With a hook \`cert.issue\` that makes such: \`issue: ${client}\` and \`flaw: ${flaw}\`, or several at once by \`flaws\`.`,
  })),
);

// biome-ignore format: a table, one row a line
export const IDENTITY_NAMES: readonly IdentityName[] = [
  { name: 'primary', is: 'the certificate of the client `primary`, as registered', how: 'Take the transport certificate that the client was registered with, and its private key.' },
  { name: 'second', is: 'the certificate of another registered client, with a subject and a key of its own', how: 'Register a second client as a second third party, and take its transport certificate and key.' },
  { name: 'primary-rekeyed', is: 'from the same CA as `primary`, with the same subject, and a **new key**', how: 'Make a new key pair, and have the sandbox CA (or the directory) issue a certificate for the subject of `primary`.' },
  { name: 'primary-renewed', is: 'from the same CA as `primary`, with the same subject and the **same key**; only serial number and dates differ', how: 'Renew the certificate of `primary`: send the CA a new request made with its old key.' },
  { name: 'look-alike', is: 'the same subject as `primary`, a new key, and **no CA that the bank trusts**', how: 'Make it yourself: a self-signed certificate with the subject of `primary`, for instance with `openssl req -x509 -new -nodes`.' },
  { name: 'sibling', is: 'one more certificate for the client `primary`, which may be **revoked** during a case', how: 'Write `issue: primary` and declare the hook `cert.issue`, which gives a new one for each case; the hook `cert.revoke` revokes it.' },
  { name: 'short-lived', is: 'one more certificate for the client `primary`, which **runs out** half a minute after it was made', how: 'Write `issue: primary` and `flaw: short-lived` and declare the hook `cert.issue`; how soon it may end is a matter of how fast the bank walks through the flow twice.' },
  { name: 'mtls-sibling', is: 'one more certificate for the client `mtls`, which may be **revoked** during a case', how: 'Write `issue: mtls` and declare the hook `cert.issue`.' },
  { name: 'mtls-look-alike', is: 'the same subject as that of the client `mtls`, a new key, and **no CA that the bank trusts**', how: 'Make it yourself, as `look-alike`.' },
  { name: 'mtls-namesake', is: 'from the CA of the client `mtls`, with its subject but **another organisation**', how: 'Have the sandbox CA issue one in which the organisation alone is another.' },
  ...FLAWED,
  { name: 'aisp-only', is: 'the same subject as `primary`, and of its roles **PSP_AI alone**', how: TO_ORDER },
  { name: 'pisp-only', is: 'the same subject as `primary`, and of its roles **PSP_PI alone**', how: TO_ORDER },
  { name: 'cbpii-only', is: 'the same subject as `primary`, and the role **PSP_IC alone**', how: TO_ORDER },
  { name: 'every-role', is: 'the same subject as `primary`, and **all four roles**', how: TO_ORDER },
  { name: 'roles-reversed', is: 'the same subject and roles as `primary`, the roles **in the other order**', how: TO_ORDER },
  { name: 'rare-statements', is: 'the same subject and roles as `primary`, and **statements that are rare**: a retention period, and one that nobody knows', how: TO_ORDER },
  { name: 'accounts-named-payments', is: 'the same subject as `primary`, and one role: the **identifier of PSP_AI** with the **name PSP_PI**', how: TO_ORDER },
  { name: 'payments-named-accounts', is: 'the same subject as `primary`, and one role: the **identifier of PSP_PI** with the **name PSP_AI**', how: TO_ORDER },
  { name: 'other-authority', is: 'the same subject and roles as `primary`, and **another authority** in the PSD2 statement than in the organizationIdentifier', how: TO_ORDER },
  { name: 'for-seals', is: 'the same subject and roles as `primary`, and of the **type for seals** (QcType eseal)', how: TO_ORDER },
  { name: 'no-statements', is: 'the same subject as `primary`, and **no qcStatements**', how: TO_ORDER },
  { name: 'other-number', is: 'from the same CA as `primary`, and another **authorisation number** in the organizationIdentifier', how: TO_ORDER },
  { name: 'other-ca', is: 'the **same subject and key** as `primary`, from **another CA** that the bank trusts as well', how: 'Write `issue: primary` and have the hook `cert.issue` hand `${identity}` on, or make it with openssl or the sandbox CA.' },
  { name: 'seal-second', is: 'a **certificate for seals of another provider** than the client that signs its messages', how: 'Take the seal certificate of a second third party that is registered, and its key.' },
  { name: 'seal-sibling', is: 'one more **certificate for seals** of the client that signs its messages, which may be **revoked** during a case', how: SEAL_TO_ORDER },
  { name: 'seal-expired', is: 'a certificate for seals of the client that signs its messages, from the same CA, which **has run out**', how: SEAL_TO_ORDER },
  { name: 'seal-look-alike-ca', is: 'a certificate for seals of the client that signs its messages, from a CA that only **bears the name** of the right one', how: SEAL_TO_ORDER },
  { name: 'mtls-name-in-name', is: 'from the same CA as the client `mtls`, with a **common name that spells out** the rest of its registered subject, unescaped, and none of its other attributes but the country', how: 'Write `issue: mtls` and have the hook `cert.issue` hand `${identity}` on, or make it with openssl or the sandbox CA.' },
  { name: 'mtls-unit-added', is: 'the subject of `mtls`, which is registered by its subject, with **an organizational unit more**', how: 'Write `issue: mtls` and have the hook `cert.issue` hand `${identity}` on, or make it with openssl or the sandbox CA.' },
  { name: 'mtls-other-strings', is: 'the subject of `mtls`, which is registered by its subject, in **PrintableString and capital letters**', how: 'Write `issue: mtls` and have the hook `cert.issue` hand `${identity}` on, or make it with openssl or the sandbox CA.' },
  { name: 'mtls-rekeyed', is: 'from the same CA as the client `mtls`, with the same subject, and a **new key**', how: 'Write `issue: mtls` and have the hook `cert.issue` hand `${identity}` on, or make it with openssl or the sandbox CA.' },
  { name: 'self-signed-rekeyed', is: 'self-signed, with the subject of the certificate of `self-signed` and a **new key**', how: 'Write `issue: self-signed` and have the hook `cert.issue` hand `${identity}` on, or make it with openssl or the sandbox CA.' },
  { name: 'self-signed-by-ca', is: 'from a CA that the bank trusts, with the **subject of the certificate of `self-signed`**', how: 'Write `issue: self-signed` and have the hook `cert.issue` hand `${identity}` on, or make it with openssl or the sandbox CA.' },
  { name: 'self-signed-renewed', is: 'self-signed, with subject and **key** of the certificate of `self-signed`, and other dates', how: 'Write `issue: self-signed` and have the hook `cert.issue` hand `${identity}` on, or make it with openssl or the sandbox CA.' },
];
