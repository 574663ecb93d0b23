// SPDX-License-Identifier: MIT
// Node's SAML libraries as service providers of AWS's address; the same words
// as peers.py has: node.mjs node-saml|samlify RUNS|judge CASE...
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// They are installed where the benchmark is built, not beside this file.
const require = createRequire(join(process.env.BENCH_PEERS, 'x.js'));

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

const read = (...path) => readFileSync(join(...path), 'utf8');
const responseOf = (name) => read(name, 'response.b64').replace(/\s/g, '');

function nodeSaml(name, key) {
	const { SAML } = require('@node-saml/node-saml');
	const certificate = read(name, 'metadata.xml')
		.match(/X509Certificate>([^<]*)</)[1].trim();
	const saml = new SAML({
		callbackUrl: ACS, issuer: ENTITY, audience: ENTITY,
		idpCert: certificate, idpIssuer: 'https://idp.example.com/saml',
		entryPoint: 'https://idp.example.com/', acceptedClockSkewMs: 0,
		wantAssertionsSigned: true, wantAuthnResponseSigned: false,
		...(key === null ? {} : { decryptionPvk: key }),
	});
	return async (response) => {
		const { profile } = await saml.validatePostResponseAsync(
			{ SAMLResponse: response });
		return profile !== null;
	};
}

function samlify(name, key) {
	const library = require('samlify');
	// It wants a validator of schemas; none of the others validates them
	// but pysaml2.
	library.setSchemaValidator({ validate: async () => 'not validated' });
	const idp = library.IdentityProvider({
		metadata: read(name, 'metadata.xml'),
		isAssertionEncrypted: key !== null,
	});
	const sp = library.ServiceProvider({
		entityID: ENTITY, wantAssertionsSigned: true,
		assertionConsumerService: [{ Binding: POST, Location: ACS }],
		...(key === null ? {} : { encPrivateKey: key }),
	});
	return async (response) => {
		const answer = await sp.parseLoginResponse(idp, 'post',
			{ body: { SAMLResponse: response } });
		return answer.extract !== undefined;
	};
}

// A value, or a byte of what is encrypted, that is not what was sent.
function changed(response) {
	const text = Buffer.from(response, 'base64').toString('latin1');
	if (text.includes('>Payments<'))
		return Buffer.from(text.replace('>Payments<', '>Paymentz<'),
			'latin1').toString('base64');
	const at = text.lastIndexOf('CipherValue>') - 200;
	const other = text[at] === 'A' ? 'B' : 'A';
	return Buffer.from(text.slice(0, at) + other + text.slice(at + 1),
		'latin1').toString('base64');
}

async function isAccepted(validate, response) {
	try {
		return await validate(response);
	} catch {
		return false;
	}
}

async function measure(validate, runs, response) {
	if (!await isAccepted(validate, response))
		throw new Error('the case does not hold');
	if (await isAccepted(validate, changed(response)))
		throw new Error('what was changed is accepted: this measures nothing');
	for (let i = 0; i < Math.max(1, runs / 4); i++)
		await validate(response);
	const began = process.cpuUsage();
	for (let i = 0; i < runs; i++)
		await validate(response);
	const spent = process.cpuUsage(began);
	console.log(((spent.user + spent.system) / runs).toFixed(2));
}

const [who, what, ...cases] = process.argv.slice(2);
const peer = { 'node-saml': nodeSaml, samlify }[who];
// Some of them write what they find wrong.
console.warn = () => {};
console.error = () => {};
if (what === 'judge') {
	for (const name of cases)
		console.log(await isAccepted(peer(name, null), responseOf(name)) ?
			'accepted' : 'refused');
} else {
	const key = join(cases[0], 'sp.pem');
	await measure(peer(cases[0], existsSync(key) ? read(key) : null),
		Number(what), responseOf(cases[0])).catch((error) => {
		process.stderr.write(`${error.message}\n`);
		process.exit(1);
	});
}
