// npm's smpp on the command line: a server, and a client.
//
// What happens is told in lines of words with tabs between them; it ends when its input does.
'use strict';

const readline = require('node:readline');
const smpp = require('smpp');

const SENDER = '106575000130';
const MINUTE = '2601011234';
const RECEIPT = 0x04;

const say = (...words) => process.stdout.write(`${words.join('\t')}\n`);

// A short message's text; with a header before it, as npm's smpp takes it apart, and its place.
function read(pdu) {
  const { message, udh } = pdu.short_message;
  const place = udh ? `${udh[0][4]}/${udh[0][3]}` : '1/1';
  return [place, message];
}

function serve(port, account, secret) {
  let number = 0;
  const server = smpp.createServer((session) => {
    session.on('error', (fault) => say('error', fault.message));
    session.on('bind_transceiver', (pdu) => {
      const known = pdu.system_id === account && pdu.password === secret;
      session.send(pdu.response({ command_status: known ? smpp.ESME_ROK : smpp.ESME_RINVPASWD }));
    });
    session.on('enquire_link', (pdu) => {
      say('alive');
      session.send(pdu.response());
    });
    session.on('unbind', (pdu) => {
      say('unbind');
      session.send(pdu.response());
      session.close();
    });
    session.on('submit_sm', (pdu) => {
      number += 1;
      const id = number.toString(16).padStart(8, '0');
      say('submit', 'smpp', pdu.destination_addr, ...read(pdu));
      session.send(pdu.response({ message_id: id }));
      session.deliver_sm({
        source_addr: pdu.destination_addr,
        destination_addr: pdu.source_addr,
        esm_class: RECEIPT,
        short_message: `id:${id} sub:001 dlvrd:001 submit date:${MINUTE} done date:${MINUTE} `
          + 'stat:DELIVRD err:000 text:',
      }, (answer) => say('answered', 'smpp', answer.command_status));
    });
  });
  server.listen(Number(port), '127.0.0.1', () => say('ready'));
  process.stdin.on('end', () => process.exit(0)).resume();
}

function call(host, port, account, secret) {
  const session = smpp.connect({ host, port: Number(port) });
  session.on('error', (fault) => {
    say('error', fault.message);
    process.exit(1);
  });
  session.on('deliver_sm', (pdu) => {
    const stat = /stat:(\S+)/.exec(pdu.short_message.message)[1];
    say('report', pdu.source_addr, stat);
    session.send(pdu.response());
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.bind_transceiver({ system_id: account, password: secret }, (bound) => {
    say('bound', bound.command_status);
    const lines = readline.createInterface({ input: process.stdin });
    lines.on('line', (line) => {
      const [mobile, text] = line.split('\t');
      session.submit_sm({
        source_addr_ton: 5,
        source_addr: SENDER,
        dest_addr_ton: 1,
        dest_addr_npi: 1,
        destination_addr: mobile,
        registered_delivery: 1,
        short_message: text,
      }, (answer) => say('answer', mobile, answer.command_status));
    });
    lines.on('close', () => session.unbind(() => {
      say('unbound');
      session.close(() => process.exit(0));
    }));
  });
}

const [what, ...words] = process.argv.slice(2);
({ serve, call })[what](...words);
