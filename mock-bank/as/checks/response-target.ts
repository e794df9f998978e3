/** Where and how an authorization request wants its answer. */
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidRequest, Refusal } from '../../http/refusal.ts';
import { readUrl } from '../../http/url.ts';
import {
  profileRules,
  RESPONSE_TYPES,
  type Registration,
  type ResponseMode,
  type ResponseType,
} from '../../registration.ts';
import { defaultMode, modeAsked, rowOf, safeFor } from '../response-modes.ts';
import { parameter } from './parameter.ts';

export const MAX_STATE_LENGTH = 4096;
/** Half of a surrogate pair could not be written back. */
const STATE = new RegExp(`^\\P{Surrogate}{1,${MAX_STATE_LENGTH}}$`, 'su');

const registrationOf = ({ client }: Context): Registration => present(client, 'the client').registration;

/** @requirement FAPI2-SP-5.3.2.2-6 */
const redirectUriPresent = check('redirect-uri-present', (context) => {
  const uri = parameter(context, 'redirect_uri');
  if (uri === undefined) throw invalidRequest('redirect_uri is missing');
  context.as.draft.redirectUri = uri;
});

/** Compared as strings. @requirement OIDC-CORE-3.1.2.1-2 RFC6749-3.1.2.3-1 RFC9700-2.1-1 */
const redirectUriRegistered = check('redirect-uri-registered', ({ as, client }) => {
  if (!present(client, 'the client').redirectUris.includes(as.draft.redirectUri ?? '')) {
    throw invalidRequest('redirect_uri is not registered');
  }
});

/** From here on errors go to the client. @requirement RFC6749-4.1.2.1-1 OIDC-CORE-3.1.2.6-2 */
const responseTarget = check('response-target', (context) => {
  const { state, response_type: type } = present(context.as.parameters, 'the parameters');
  // Who asks for tokens reads the fragment, also where there are none to be had.
  const responseType = /\b(id_)?token\b/.test(String(type)) ? 'code id_token' : 'code';
  context.as.target = {
    clientId: present(context.client, 'the client').id,
    redirectUri: present(context.as.draft.redirectUri, 'redirect_uri'),
    responseType,
    responseMode: answerable(context, responseType),
    state: typeof state === 'string' && STATE.test(state) ? state : null,
  };
});

/** The mode asked for where the client may have it, else one that it may have. */
function answerable(context: Context, type: ResponseType): ResponseMode {
  const { response_mode: sent } = present(context.as.parameters, 'the parameters');
  const { responseModes } = registrationOf(context);
  const usable = (mode: ResponseMode) => safeFor(mode, type) && (responseModes?.includes(mode) ?? true);
  const asked = askedMode(context, typeof sent === 'string' && sent !== '' ? sent : undefined, type);
  if (asked && usable(asked)) return asked;
  const standard = defaultMode(type, false);
  return usable(standard) ? standard : (responseModes?.find(usable) ?? standard);
}

/** Certain before the rest of the request is judged, so that the rest can be refused to the client. */
export const responseTargetRules: readonly Check[] = [redirectUriPresent, redirectUriRegistered, responseTarget];

/** The order of the words means nothing. @requirement RFC6749-3.1.1-1 */
const responseType = check('response-type', (context) => {
  const type = parameter(context, 'response_type');
  if (type === undefined) throw invalidRequest('response_type is missing');
  const sorted = type.split(' ').sort().join(' ');
  const known = RESPONSE_TYPES.find((one) => one === sorted);
  if (!known) throw new Refusal(400, 'unsupported_response_type', 'response_type is not supported');
  context.as.draft.responseType = known;
});

/** @requirement FAPI2-SP-5.3.2.2-1 FAPI1-ADV-5.2.2-2 */
const responseTypeRegistered = check('response-type-registered', (context) => {
  if (registrationOf(context).responseTypes.includes(typeOf(context))) return;
  throw new Refusal(400, context.settings.unregisteredResponseType, 'response_type is not registered for the client');
});

const typeOf = ({ as }: Context): ResponseType => present(as.draft.responseType, 'response_type');
const modeOf = ({ as }: Context): ResponseMode => present(as.draft.responseMode, 'response_mode');

/** Whether the client only ever gets signed responses of this type. */
function onlySigned({ profile, responseModes }: Registration, type: ResponseType): boolean {
  const byProfile = type === 'code' && profileRules[profile].codeResponse === 'signed';
  return byProfile || (responseModes?.every((mode) => rowOf(mode).signed) ?? false);
}

function askedMode(context: Context, asked: string | undefined, type: ResponseType): ResponseMode | null {
  const assumed = context.settings.unnamedResponseMode === 'signed-if-required';
  const unnamed = assumed && onlySigned(registrationOf(context), type) ? 'jwt' : undefined;
  return modeAsked(asked ?? unnamed, type);
}

/** @requirement JARM-2.3.4-1 */
const responseMode = check('response-mode', (context) => {
  const mode = askedMode(context, parameter(context, 'response_mode'), typeOf(context));
  if (!mode) throw invalidRequest('response_mode is not supported');
  context.as.draft.responseMode = mode;
});

/** @requirement FAPI2-MS-5.3.3-1 FAPI2-MS-5.4.1-1 */
const responseModeRegistered = check('response-mode-registered', (context) => {
  const { responseModes } = registrationOf(context);
  if (responseModes?.includes(modeOf(context)) ?? true) return;
  throw invalidRequest('response_mode is not registered for the client');
});

/** @requirement JARM-2.3.1-2 */
const responseModeSafe = check('response-mode-safe', (context) => {
  if (!safeFor(modeOf(context), typeOf(context))) throw invalidRequest('an ID token must not be sent in the query');
});

/** @requirement FAPI1-ADV-5.2.2-2 */
const codeResponseSigned = check('code-response-signed', (context) => {
  const { codeResponse } = profileRules[registrationOf(context).profile];
  if (codeResponse === 'any' || typeOf(context) !== 'code' || rowOf(modeOf(context)).signed) return;
  throw invalidRequest('response_type code needs response_mode jwt');
});

export const responseRules: readonly Check[] = [
  responseType,
  responseTypeRegistered,
  responseMode,
  responseModeRegistered,
  responseModeSafe,
  codeResponseSigned,
];

function normalised(address: string): string {
  const url = readUrl(address);
  return url === null ? address : `${url.origin}${decodeURIComponent(url.pathname)}`;
}

const withoutPort = (address: string): string => address.replace(/^(https?:\/\/[^/:]+):\d+/, '$1');

/** For banks that do worse. */
export const responseAlternatives: readonly Check[] = [
  check('response-type-of-known-words', (context) => {
    const words = (parameter(context, 'response_type') ?? '').split(' ');
    if (!words.includes('code')) return responseType.run(context);
    context.as.draft.responseType = words.includes('id_token') ? 'code id_token' : 'code';
  }),
  /** Compares addresses as a browser reads them: dots, case of the host and default port, without user and fragment. */
  check('redirect-uri-normalised', ({ as, client }) => {
    const own = present(client, 'the client').redirectUris.map(normalised);
    if (!own.includes(normalised(as.draft.redirectUri ?? ''))) throw invalidRequest('redirect_uri is not registered');
  }),
  /** Takes off what stands behind a semicolon in a part of the path, as some servers do before they compare paths. */
  check('redirect-uri-without-path-parameters', (context) => {
    const { draft } = context.as;
    const sent = draft.redirectUri ?? '';
    draft.redirectUri = sent.replaceAll(/;[^/?#]*/g, '');
    redirectUriRegistered.run(context);
    draft.redirectUri = sent;
  }),
  check('redirect-uri-any-port', ({ as, client }) => {
    const own = present(client, 'the client').redirectUris.map(withoutPort);
    if (!own.includes(withoutPort(as.draft.redirectUri ?? ''))) throw invalidRequest('redirect_uri is not registered');
  }),
  check('redirect-uri-over-http', ({ as, client }) => {
    const sent = as.draft.redirectUri?.replace(/^http:/, 'https:') ?? '';
    if (!present(client, 'the client').redirectUris.includes(sent))
      throw invalidRequest('redirect_uri is not registered');
  }),
  check('redirect-uri-by-path', ({ as, client }) => {
    const sent = as.draft.redirectUri ?? '';
    const own = present(client, 'the client').redirectUris;
    const meant = own.find((one) => one === sent || readUrl(one)?.pathname === sent);
    if (meant === undefined) throw invalidRequest('redirect_uri is not registered');
    as.draft.redirectUri = meant;
  }),
  check('redirect-uri-without-fragment', (context) => {
    context.as.draft.redirectUri = context.as.draft.redirectUri?.replace(/#.*$/, '') ?? '';
    return redirectUriRegistered.run(context);
  }),
  check('redirect-uri-of-any-client', ({ as, bank }) => {
    const known = [...bank.clients.values()].flatMap(({ redirectUris }) => redirectUris);
    if (!known.includes(as.draft.redirectUri ?? '')) throw invalidRequest('redirect_uri is not registered');
  }),
  /** Takes whatever begins with a registered address. */
  check('redirect-uri-beginning', ({ as, client }) => {
    const { redirectUri } = as.draft;
    if (!present(client, 'the client').redirectUris.some((own) => redirectUri?.startsWith(own)))
      throw invalidRequest('redirect_uri is not registered');
  }),
  check('redirect-uri-any-case', ({ as, client }) => {
    const sent = as.draft.redirectUri?.toLowerCase();
    if (!present(client, 'the client').redirectUris.some((own) => own.toLowerCase() === sent))
      throw invalidRequest('redirect_uri is not registered');
  }),
  check('response-type-or-code', (context) => {
    const type = parameter(context, 'response_type');
    if (type === 'code id_token') return responseType.run(context);
    context.as.draft.responseType = 'code';
  }),
  check('redirect-uri-or-registered', (context) => {
    const [only] = present(context.client, 'the client').redirectUris;
    if (parameter(context, 'redirect_uri') !== undefined || only === undefined) return redirectUriPresent.run(context);
    context.as.draft.redirectUri = only;
  }),
  check('response-mode-registered-for-code', (context) => {
    if (typeOf(context) === 'code') return responseModeRegistered.run(context);
  }),
  check('response-mode-registered-or-unsigned', (context) => {
    if (rowOf(modeOf(context)).signed) return responseModeRegistered.run(context);
  }),
];
