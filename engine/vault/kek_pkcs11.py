"""Key encryption keys in a hardware security module, by PKCS#11.

The keys are AES-256 objects of a token that never leave it; their label says for which
key directory they are, and which version. `python-pkcs11` is needed only here.
"""

import hashlib
import os
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from .key_errors import NoWrappingKey

NAME = "pkcs11"
_LABEL = "partner_anonymization"
_IV_SIZE, _DIGEST_SIZE = 16, 16
# Seconds before the token is looked for again.
_PAUSES = (0.05, 0.1, 0.2, 0.4)

# A token has one login for all threads of a process.
_lock = threading.Lock()
_process = {}


@dataclass(frozen=True)
class Pkcs11Keys:
    """See kek.Provider.

    :param module: path of the vendor's library
    :param token: label of the token
    """

    module: str
    token: str
    pin: bytes = field(repr=False)
    name = NAME

    @property
    def place(self):
        return f"PKCS#11 {self.token}"

    def generate(self, identity, version):
        with self._session() as (pkcs11, session):
            hidden = {
                pkcs11.Attribute.SENSITIVE: True,
                pkcs11.Attribute.EXTRACTABLE: False,
                pkcs11.Attribute.PRIVATE: True,
            }
            session.generate_key(
                pkcs11.KeyType.AES,
                256,
                label=_label(identity, version),
                store=True,
                capabilities=pkcs11.MechanismFlag.ENCRYPT
                | pkcs11.MechanismFlag.DECRYPT,
                template=hidden,
            )

    def wrap(self, identity, version, key):
        iv = os.urandom(_IV_SIZE)
        with self._session() as (pkcs11, session):
            found = self._find(pkcs11, session, identity, version)
            payload = key + _digest(key)
            mechanism = pkcs11.Mechanism.AES_CBC_PAD
            return iv + found.encrypt(payload, mechanism=mechanism, mechanism_param=iv)

    def unwrap(self, identity, version, wrapped):
        iv, content = wrapped[:_IV_SIZE], wrapped[_IV_SIZE:]
        with self._session() as (pkcs11, session):
            found = self._find(pkcs11, session, identity, version)
            mechanism = pkcs11.Mechanism.AES_CBC_PAD
            payload = found.decrypt(content, mechanism=mechanism, mechanism_param=iv)
        key = payload[:-_DIGEST_SIZE]
        if payload[-_DIGEST_SIZE:] != _digest(key):
            raise NoWrappingKey(self.place, "it is another key")
        return key

    def destroy(self, identity, version):
        with self._session() as (pkcs11, session):
            for found in self._all(pkcs11, session, _label(identity, version)):
                found.destroy()

    def versions(self, identity):
        start = _label(identity, "")
        with self._session() as (pkcs11, session):
            labels = [found.label for found in self._all(pkcs11, session)]
        return {one.removeprefix(start) for one in labels if one.startswith(start)}

    def _find(self, pkcs11, session, identity, version):
        found = self._all(pkcs11, session, _label(identity, version))
        if len(found) != 1:
            label = _label(identity, version)
            raise NoWrappingKey(self.place, f"{len(found)} objects {label}")
        return found[0]

    def _all(self, pkcs11, session, label=None):
        attributes = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY}
        if label:
            attributes[pkcs11.Attribute.LABEL] = label
        return list(session.get_objects(attributes))

    @contextmanager
    def _session(self):
        """Yield the library and a session in which keys can be made."""
        try:
            import pkcs11
        except ImportError as error:
            reason = "install the Python package python-pkcs11"
            raise NoWrappingKey(self.place, reason) from error
        if not self.module:
            raise NoWrappingKey(self.place, "no PKCS#11 library is configured")
        with _lock:
            try:
                token = self._token(pkcs11)
                with token.open(rw=True, user_pin=self.pin.decode()) as session:
                    yield pkcs11, session
            except (pkcs11.PKCS11Error, RuntimeError, ValueError) as error:
                reason = f"{type(error).__name__} {error}".strip()
                raise NoWrappingKey(self.place, reason) from error

    def _token(self, pkcs11):
        """The token. Where several processes begin with it at once, some libraries do
        not see it at first."""
        library = _library(pkcs11, self.module)
        for pause in _PAUSES:
            try:
                return library.get_token(token_label=self.token)
            except pkcs11.NoSuchToken:
                time.sleep(pause)
                library.reinitialize()
        return library.get_token(token_label=self.token)


def _library(pkcs11, module):
    """The library, initialized for this process: what a fork inherits is void."""
    library = pkcs11.lib(module)
    if _process.get(module, os.getpid()) != os.getpid():
        library.reinitialize()
    _process[module] = os.getpid()
    return library


def _label(identity, version):
    return f"{_LABEL}/{identity}/{version}"


def _digest(key):
    return hashlib.sha256(key).digest()[:_DIGEST_SIZE]
