// A real OpenID provider on a free loopback port, for the tests: whoever login_hint names is signed in without being asked.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const { CLIENT_ID, CLIENT_SECRET, REDIRECT_URI } = process.env;

function signingKey(kid, alg, type, options) {
  return { ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

function client(name, algorithm, method) {
  return {
    client_id: `${CLIENT_ID}-${name}`,
    client_secret: CLIENT_SECRET,
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    id_token_signed_response_alg: algorithm,
    token_endpoint_auth_method: method,
  };
}

// whoever started this holds its standard input: when they are gone, so is this
process.stdin.on('end', () => process.exit()).resume();

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      client('rs256', 'RS256', 'client_secret_basic'),
      client('es256', 'ES256', 'client_secret_basic'),
      client('ps256', 'PS256', 'client_secret_basic'),
    ],
    jwks: {
      keys: [
        signingKey('rsa-1', 'RS256', 'rsa', { modulusLength: 2048 }),
        signingKey('rsa-2', 'PS256', 'rsa', { modulusLength: 2048 }),
        signingKey('ec-1', 'ES256', 'ec', { namedCurve: 'P-256' }),
      ],
    },
    cookies: { keys: ['only for tests'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: `${id}@example.test` }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      grant.addOIDCClaims(['preferred_username']);
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return next();
    const { params } = await provider.interactionDetails(context.req, context.res);
    const result = params.login_hint
      ? { login: { accountId: params.login_hint } }
      : { error: 'access_denied', error_description: 'nobody was named' };
    context.redirect(await provider.interactionResult(context.req, context.res, result));
  });
  server.on('request', provider.callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
