// SPDX-License-Identifier: MIT
// Whom Node's SAML libraries sign in: names.mjs LIBRARY, with lines of JSON on
// the standard input, each {"metadata": PATH, "response": BASE64}; a line of
// JSON is the answer, the name or null.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(join(process.env.SAMLDX_PEERS, 'x.js'));

const NOW = Date.UTC(2026, 10, 20, 9, 4, 0);
const ACS = 'https://signin.aws.amazon.com/saml';
const ENTITY = 'urn:amazon:webservices';
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';

const RealDate = Date;
globalThis.Date = class extends RealDate {
	constructor(...given) {
		super(...(given.length === 0 ? [NOW] : given));
	}

	static now() {
		return NOW;
	}
};

// Its own answer where nobody signed the assertion is not what is asked.
async function nodeSaml({ metadata, response }) {
	const { SAML } = require('@node-saml/node-saml');
	const saml = new SAML({
		callbackUrl: ACS, issuer: ENTITY, audience: ENTITY,
		idpCert: metadata.match(/X509Certificate>([^<]*)</)[1].trim(),
		idpIssuer: 'https://idp.example.com/saml',
		entryPoint: 'https://idp.example.com/', acceptedClockSkewMs: 0,
		wantAssertionsSigned: false, wantAuthnResponseSigned: false,
	});
	const { profile } = await saml.validatePostResponseAsync(
		{ SAMLResponse: response });
	return profile === null ? null : profile.nameID;
}

async function samlify({ metadata, response }) {
	const library = require('samlify');
	library.setSchemaValidator({ validate: async () => 'not validated' });
	const idp = library.IdentityProvider({ metadata });
	const sp = library.ServiceProvider({
		entityID: ENTITY, wantAssertionsSigned: true,
		assertionConsumerService: [{ Binding: POST, Location: ACS }],
	});
	const { extract } = await sp.parseLoginResponse(idp, 'post',
		{ body: { SAMLResponse: response } });
	return extract.nameID ?? null;
}

const name = { NodeSaml: nodeSaml, Samlify: samlify }[process.argv[2]];
// Some of them write what they find wrong.
console.warn = () => {};
console.error = () => {};
for await (const line of createInterface({ input: process.stdin })) {
	const asked = JSON.parse(line);
	let found = null;
	try {
		found = await name({ response: asked.response,
			metadata: readFileSync(asked.metadata, 'utf8') });
	} catch {
		found = null;
	}
	process.stdout.write(`${JSON.stringify(found)}\n`);
}
