"""Mail servers that ask for encryption and a password, with a certificate of the test's own."""

from __future__ import annotations

import ssl
from datetime import timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from community.platform.clock import now
from community.platform.mail import mailboxes
from community.platform.mail.mailboxes import Away
from tests.harness.databases import only_sqlite
from tests.mail.posting import drained, mails, posted
from tests.mail.sink import Sink

ENCRYPTED = "ignore:Requiring AUTH while not requiring TLS"  # all of that conversation is encrypted anyway
pytestmark = [only_sqlite, pytest.mark.filterwarnings(ENCRYPTED)]
NAME, WORD = "town@example.org", "p@ss/word:1"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """The path of a certificate for 127.0.0.1 with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    own = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), 1, now() - timedelta(days=1), now() + timedelta(days=1)
    )
    signed = made.add_extension(own, critical=False).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(params=["starttls", "smtps"])
def guarded(request, certificate):
    """A mail server that takes mail from those with the password, encrypted only."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    sink = Sink()

    def knows(_server, _session, _envelope, _mechanism, data):
        return AuthResult(success=(data.login, data.password) == (NAME.encode(), WORD.encode()), handled=False)

    options = {"hostname": "127.0.0.1", "port": sink.port, "authenticator": knows, "auth_required": True}
    if request.param == "starttls":
        sink.controller = Controller(sink, tls_context=context, require_starttls=True, **options)
    else:
        sink.controller = Controller(sink, ssl_context=context, auth_require_tls=False, **options)
    sink.controller.start()
    sink.kind = request.param
    yield sink
    sink.stop()


@pytest.fixture
def trusted(certificate, monkeypatch):
    """Trust the test's certificate as if somebody known had signed it."""
    usual = ssl.create_default_context
    monkeypatch.setattr(mailboxes.ssl, "create_default_context", lambda: usual(cafile=str(certificate)))


def url(sink, word="p%40ss%2Fword%3A1"):
    return f"{sink.kind}://town%40example.org:{word}@127.0.0.1:{sink.port}"


def test_mail_goes_encrypted_with_a_password(own_app, guarded, trusted):
    own_app.config["MAIL"] = url(guarded)
    posted(own_app, 3)
    assert drained(own_app) == 3
    assert len(guarded.messages) == 3


def test_a_wrong_password_is_said_and_blames_no_mail(own_app, guarded, trusted):
    own_app.config["MAIL"] = url(guarded, "wrong")
    posted(own_app, 1)
    with pytest.raises(Away, match="does not let us in, it says 535"):
        drained(own_app)
    assert mails(own_app)[0].tries == 0


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(own_app, guarded):
    own_app.config["MAIL"] = url(guarded)
    posted(own_app, 1)
    with pytest.raises(Away, match="does not answer"):
        drained(own_app)
    assert not guarded.asked


def test_an_encrypted_server_that_never_finishes_is_cut_off_too(own_app, guarded, trusted, monkeypatch):
    monkeypatch.setattr(mailboxes, "SENDING", 0.5)
    own_app.config["MAIL"] = url(guarded)
    guarded.delay = 5
    posted(own_app, 1)
    with pytest.raises(Away, match="ended the conversation"):
        drained(own_app)
