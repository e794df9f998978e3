/** The messages, keys and signatures of RFC 9421, appendix B; for tests only. */
import type { Message } from './base.ts';
import type { Headers } from './field.ts';

const DIGEST = 'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:';
const ANSWER_DIGEST =
  'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:';

export const REQUEST_BODY = '{"hello": "world"}';
export const ANSWER_BODY = '{"message": "good dog"}';

/** B.2. */
const REQUEST: Message = {
  method: 'POST',
  url: 'https://example.com/foo?param=Value&Pet=dog',
  status: null,
  headers: [
    ['Host', 'example.com'],
    ['Date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
    ['Content-Type', 'application/json'],
    ['Content-Digest', DIGEST],
    ['Content-Length', '18'],
  ],
};

/** B.2. */
const ANSWER: Message = {
  ...REQUEST,
  status: 200,
  headers: [
    ['Date', 'Tue, 20 Apr 2021 02:07:56 GMT'],
    ['Content-Type', 'application/json'],
    ['Content-Digest', ANSWER_DIGEST],
    ['Content-Length', '23'],
  ],
};

/** B.1.2 to B.1.4, each with the way it signs. */
export const RSA = {
  kty: 'RSA',
  kid: 'test-key-rsa-pss',
  alg: 'PS512',
  e: 'AQAB',
  n: 'r4tmm3r20Wd_PbqvP1s2-QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct-Lh1GH45x28Rw3Ry53mm-oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHqgDsznjPFmTOtCEcN2Z1FpWgchwuYLPL-Wokqltd11nqqzi-bJ9cvSKADYdUAAN5WUtzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4aOT9v6d-nb4bnNkQVklLQ3fVAvJm-xdDOp9LCNCN48V2pnDOkFV6-U9nV5oyc6XI2w',
};
export const EC = {
  kty: 'EC',
  kid: 'test-key-ecc-p256',
  crv: 'P-256',
  x: 'qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA',
  y: 'Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0',
};
export const ED25519 = {
  kty: 'OKP',
  kid: 'test-key-ed25519',
  crv: 'Ed25519',
  x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs',
};
/** The private half, published for tests. */
export const ED25519_PRIVATE = { ...ED25519, d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU' };

export interface Vector {
  name: string;
  message: Message;
  key: { [member: string]: string };
  label: string;
  input: string;
  signature: string;
  base: string[];
}

const PARAMS = (keyid: string): string => `created=1618884473;keyid="${keyid}"`;

// biome-ignore format: one line of a base, one line
export const VECTORS: readonly Vector[] = [
  {
    name: 'B.2.1, nothing but parameters', message: REQUEST, key: RSA, label: 'sig-b21',
    input: '();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
    signature: 'd2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==',
    base: [],
  },
  {
    name: 'B.2.2, some parts', message: REQUEST, key: RSA, label: 'sig-b22',
    input: `("@authority" "content-digest" "@query-param";name="Pet");${PARAMS('test-key-rsa-pss')};tag="header-example"`,
    signature: 'LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==',
    base: ['"@authority": example.com', `"content-digest": ${DIGEST}`, '"@query-param";name="Pet": dog'],
  },
  {
    name: 'B.2.3, all of it', message: REQUEST, key: RSA, label: 'sig-b23',
    input: `("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");${PARAMS('test-key-rsa-pss')}`,
    signature: 'bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==',
    base: ['"date": Tue, 20 Apr 2021 02:07:55 GMT', '"@method": POST', '"@path": /foo', '"@query": ?param=Value&Pet=dog', '"@authority": example.com', '"content-type": application/json', `"content-digest": ${DIGEST}`, '"content-length": 18'],
  },
  {
    name: 'B.2.4, an answer', message: ANSWER, key: EC, label: 'sig-b24',
    input: `("@status" "content-type" "content-digest" "content-length");${PARAMS('test-key-ecc-p256')}`,
    signature: 'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==',
    base: ['"@status": 200', '"content-type": application/json', `"content-digest": ${ANSWER_DIGEST}`, '"content-length": 23'],
  },
  {
    name: 'B.2.6, Ed25519', message: REQUEST, key: ED25519, label: 'sig-b26',
    input: `("date" "@method" "@path" "@authority" "content-type" "content-length");${PARAMS('test-key-ed25519')}`,
    signature: 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
    base: ['"date": Tue, 20 Apr 2021 02:07:55 GMT', '"@method": POST', '"@path": /foo', '"@authority": example.com', '"content-type": application/json', '"content-length": 18'],
  },
  {
    name: 'B.4, one header on two lines',
    message: { ...REQUEST, method: 'GET', url: 'https://example.org/demo?name1=Value1&Name2=value2', headers: [['Accept', 'application/json'], ['Accept', '*/*']] },
    key: ED25519, label: 'transform',
    input: `("@method" "@path" "@authority" "accept");${PARAMS('test-key-ed25519')}`,
    signature: 'ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==',
    base: ['"@method": GET', '"@path": /demo', '"@authority": example.org', '"accept": application/json, */*'],
  },
];

/** The two fields of a vector. */
export const fieldsOf = ({ label, input, signature }: Vector): Headers => [
  ['Signature-Input', `${label}=${input}`],
  ['Signature', `${label}=:${signature}:`],
];
