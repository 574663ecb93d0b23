// SPDX-License-Identifier: MIT
// A sign-in with a real Chromium, on this machine alone: a page posts the
// response to the AWS sign-in address, which is mapped to a server here, and
// the HAR of it is kept.
//
//	node chromium-capture.js RESPONSE.b64 KEY.pem CERTIFICATE.crt OUT.har
//
// It needs Chromium and the npm package playwright-core (NODE_PATH).
'use strict';
const fs = require('fs');
const https = require('https');
const { chromium } = require('playwright-core');

const [response, key, cert, out] = process.argv.slice(2);
const value = fs.readFileSync(response, 'utf8').trim();

const page = `<!DOCTYPE html><html><body onload="document.forms[0].submit()">
<form method="post" action="https&#x3a;&#x2f;&#x2f;signin.aws.amazon.com&#x2f;saml">
<input type="hidden" name="SAMLResponse" value="${value.replace(/\+/g, '&#x2b;')}">
<input type="hidden" name="RelayState" value=""></form></body></html>`;

function answer(request, reply) {
	request.resume();
	request.on('end', () => {
		const aws = request.headers.host === 'signin.aws.amazon.com';

		reply.writeHead(aws ? 400 : 200, { 'content-type': 'text/html' });
		reply.end(aws ? '<html><body><h1>Error</h1>RoleSessionName in ' +
		    'AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}' +
		    '</body></html>' : page);
	});
}

async function main() {
	const server = https.createServer(
	    { key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, answer);
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	const port = server.address().port;
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
		    '--no-first-run', '--disable-background-networking',
		    '--disable-component-update', '--disable-sync',
		    `--host-resolver-rules=MAP * 127.0.0.1:${port}`],
	});
	const context = await browser.newContext({
		ignoreHTTPSErrors: true,
		recordHar: { path: out, mode: 'full', content: 'embed' },
	});
	const tab = await context.newPage();
	await tab.goto('https://idp.example.com/sso');
	await tab.waitForURL('https://signin.aws.amazon.com/saml');
	await tab.waitForLoadState();
	await context.close();
	await browser.close();
	server.close();
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
