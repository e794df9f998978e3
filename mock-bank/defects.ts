/** The catalogue of defects: everything this bank can be told to do wrong. */
import { apiDefects } from './api/defects.ts';
import { parDefects, pkceDefects, responseDefects } from './defects/authorization.ts';
import { clientAuthenticationDefects } from './defects/client-authentication.ts';
import { jarmDefects, requestObjectDefects } from './defects/jwt.ts';
import { bindingDefects, metadataDefects, tokenDefects } from './defects/tokens.ts';
import type { Defect } from './deviation.ts';
import { directoryDefects } from './directory/defects.ts';
import { scaDefects } from './sca/defects.ts';

export const defects: readonly Defect[] = [
  ...parDefects,
  ...pkceDefects,
  ...jarmDefects,
  ...requestObjectDefects,
  ...clientAuthenticationDefects,
  ...bindingDefects,
  ...tokenDefects,
  ...responseDefects,
  ...metadataDefects,
  ...directoryDefects,
  ...scaDefects,
  ...apiDefects,
];
