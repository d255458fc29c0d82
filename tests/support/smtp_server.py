"""A mail server for the tests (aiosmtpd). What it is sent lies in FOLDER as 1.eml, 2.eml, …, the recipients in the first line.

    smtp_server.py FOLDER none|starttls|tls [CERTIFICATE KEY USER PASSWORD]

Its port stands in FOLDER/port. Recipients that begin with "refused" get 550, those with "later" 451 as long as FOLDER/busy is there;
with FOLDER/drop it takes one message and drops the line instead of answering, with FOLDER/slow it answers that message too late.
"""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, privacy, *secrets = pathlib.Path(sys.argv[1]), *sys.argv[2:]


def taken(name):
    """Whether this file was there; it is no more."""
    try:
        (folder / name).unlink()
        return True
    except FileNotFoundError:
        return False


class Handler:
    kept = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later") and (folder / "busy").exists():
            return "451 4.3.2 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Handler.kept += 1
        text = ",".join(envelope.rcpt_tos).encode() + b"\r\n" + envelope.content
        (folder / f"{Handler.kept}.eml").write_bytes(text)
        if taken("drop"):
            server.transport.abort()
        if taken("slow"):
            await asyncio.sleep(15)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login.decode(), data.password.decode()) == tuple(secrets[2:4])
    return AuthResult(success=good, handled=good)


def session():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if secrets else None
    if secrets:
        context.load_cert_chain(*secrets[:2])
    guarded = {"auth_required": True, "authenticator": authenticate, "auth_require_tls": privacy == "starttls"} if secrets else {}
    after_greeting = {"tls_context": context, "require_starttls": True} if privacy == "starttls" else {}
    return context, lambda: SMTP(Handler(), hostname="localhost", **guarded, **after_greeting)


async def main():
    context, protocol = session()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=context if privacy == "tls" else None)
    port = server.sockets[0].getsockname()[1]
    (folder / "port.part").write_text(str(port))
    (folder / "port.part").rename(folder / "port")
    await server.serve_forever()


asyncio.run(main())
