/** Management: a way for tests and operators to move the bank, never reachable on the public port. */
export { type Management, startManagement } from './server.ts';
