/** The runtime messages of Allure that we send: steps with times of their own, and attachments of the few types we allow. */
import type { Parameter, Status } from 'allure-js-commons';
import type { RuntimeMessage } from 'allure-js-commons/sdk';
import type { Exchange } from '../../suites/evidence/record.ts';
import { plainLine, plainText } from '../plain-text.ts';
import { httpExchange } from './http-exchange.ts';

/** Opens a step; `startedAt` is ISO 8601. */
export const begin = (name: string, startedAt: string): RuntimeMessage => ({
  type: 'step_start',
  data: { name: plainLine(name), start: Date.parse(startedAt) },
});

/** What stands beside the name of the step that is open; never part of a case's identity. */
export const beside = (parameters: readonly [string, string][]): RuntimeMessage => ({
  type: 'step_metadata',
  data: {
    parameters: parameters.map(([name, value]): Parameter => ({ name, value: plainText(value, 500), excluded: true })),
  },
});

/** Closes the step that is open. */
export const end = (startedAt: string, durationMs: number, status: Status, message?: string): RuntimeMessage => ({
  type: 'step_stop',
  data: {
    stop: Date.parse(startedAt) + Math.round(durationMs),
    status,
    ...(message ? { statusDetails: { message: plainText(message, 500) } } : {}),
  },
});

/** What a bank wrote comes only as one of these: none of them is ever shown as a page or a drawing. */
const TYPES = {
  text: { contentType: 'text/plain', fileExtension: '.txt' },
  json: { contentType: 'application/json', fileExtension: '.json' },
  exchange: { contentType: 'application/vnd.allure.http+json', fileExtension: '.httpexchange' },
  picture: { contentType: 'image/png', fileExtension: '.png' },
} as const;

function attachment(name: string, type: keyof typeof TYPES, base64: string): RuntimeMessage {
  return {
    type: 'attachment_content',
    data: { name: plainLine(name), content: base64, encoding: 'base64', ...TYPES[type], wrapInStep: false },
  };
}

const encoded = (content: string): string => Buffer.from(content, 'utf8').toString('base64');

export const text = (name: string, content: string): RuntimeMessage =>
  attachment(name, 'text', encoded(plainText(content, 64_000)));

export const json = (name: string, value: unknown): RuntimeMessage =>
  attachment(name, 'json', encoded(plainText(JSON.stringify(value, null, 2), 256_000)));

/** A screenshot of our own browser; anything that is no PNG is left out. */
export function picture({ name, base64 }: { name: string; base64: string }): RuntimeMessage[] {
  const isPng = Buffer.from(base64.slice(0, 12), 'base64').toString('latin1').startsWith('\u0089PNG');
  return isPng ? [attachment(name, 'picture', base64)] : [];
}

/** One HTTP exchange for Allure's own viewer. */
export function exchangeAttachment(exchange: Exchange): RuntimeMessage {
  const told = exchange.failure?.class ?? String(exchange.response?.status ?? 'no answer');
  return attachment(
    `${exchange.label}: ${exchange.request.method} ${pathOf(exchange.request.url)} → ${told}`,
    'exchange',
    encoded(httpExchange(exchange)),
  );
}

function pathOf(url: string): string {
  try {
    return new URL(url).pathname;
  } catch {
    return url.slice(0, 80);
  }
}
