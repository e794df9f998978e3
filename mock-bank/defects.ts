/** The catalogue of defects: everything this bank can be made to do wrong. */
import { berlinDefects } from './api/berlin-group/defects.ts';
import { sealDefects } from './api/berlin-group/seal-defects.ts';
import { rarDefects } from './api/rar/defects.ts';
import { uk31Defects } from './api/uk-3.1/defects.ts';
import { fundsDefects } from './api/uk-3.1/funds-defects.ts';
import { messageSignatureDefects } from './api/uk-3.1/message-signature-defects.ts';
import { paymentDefects } from './api/uk-3.1/payment-defects.ts';
import { vrpDefects } from './api/uk-3.1/vrp-defects.ts';
import { parAnswerDefects, publishedDefects, tokenAnswerDefects } from './as/defects/answers.ts';
import { askedDefects } from './as/defects/asked.ts';
import { parDefects, pkceDefects, responseDefects } from './as/defects/authorization.ts';
import { bindingDefects } from './as/defects/binding.ts';
import { clientAuthenticationDefects } from './as/defects/client-authentication.ts';
import { jarmDefects, requestObjectDefects } from './as/defects/jwt.ts';
import { jwtConfusionDefects } from './as/defects/jwt-confusion.ts';
import { metadataDocumentDefects } from './as/defects/metadata.ts';
import { dashboardDefects, letterDefects, pageDefects } from './as/defects/pages.ts';
import { redirectUriDefects } from './as/defects/redirect-uri.ts';
import { refusalDefects } from './as/defects/refusals.ts';
import { requestDefects } from './as/defects/request.ts';
import { hybridDefects, responseModeDefects } from './as/defects/responses.ts';
import { tokenStateDefects } from './as/defects/token-state.ts';
import { metadataDefects, tokenDefects } from './as/defects/tokens.ts';
import type { Defect } from './behaviour.ts';
import { dcrDefects } from './dcr/defects.ts';
import { directoryDefects } from './directory/defects.ts';
import { dpopDefects } from './dpop/defects.ts';
import { challengeDefects, resourceMetadataDefects } from './rs/defects.ts';
import { scaDefects } from './sca/defects.ts';
import { signatureDefects } from './signatures/defects.ts';
import { chainDefects } from './tls/chain-defects.ts';
import { tlsDefects } from './tls/defects.ts';
import { doorDefects } from './tls/door-defects.ts';
import { providerDefects } from './tls/provider-defects.ts';
import { sessionDefects } from './tls/session-defects.ts';
import { subjectDefects } from './tls/subject-defects.ts';

export const defects: readonly Defect[] = [
  ...parDefects,
  ...redirectUriDefects,
  ...pkceDefects,
  ...jarmDefects,
  ...requestObjectDefects,
  ...requestDefects,
  ...jwtConfusionDefects,
  ...clientAuthenticationDefects,
  ...bindingDefects,
  ...dpopDefects,
  ...tokenDefects,
  ...responseDefects,
  ...pageDefects,
  ...dashboardDefects,
  ...letterDefects,
  ...hybridDefects,
  ...responseModeDefects,
  ...metadataDefects,
  ...parAnswerDefects,
  ...tokenAnswerDefects,
  ...publishedDefects,
  ...metadataDocumentDefects,
  ...resourceMetadataDefects,
  ...challengeDefects,
  ...tokenStateDefects,
  ...refusalDefects,
  ...tlsDefects,
  ...doorDefects,
  ...sessionDefects,
  ...chainDefects,
  ...directoryDefects,
  ...dcrDefects,
  ...providerDefects,
  ...subjectDefects,
  ...signatureDefects,
  ...scaDefects,
  ...uk31Defects,
  ...paymentDefects,
  ...messageSignatureDefects,
  ...fundsDefects,
  ...vrpDefects,
  ...berlinDefects,
  ...sealDefects,
  ...askedDefects,
  ...rarDefects,
];
