/** Management: a way for tests and operators to move the bank, never reachable on the public port. */
export { routes } from './routes.ts';
export { type Management, startManagement } from './server.ts';
