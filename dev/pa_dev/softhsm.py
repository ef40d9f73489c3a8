"""SoftHSM2, a hardware security module in software, for the tests of PKCS#11."""

from . import debian, steps

PACKAGES = ("libsofthsm2", "softhsm2")


def folder():
    """Return the folder that Debian's packages are unpacked in."""
    suite = debian.own_suite()

    def download(target):
        debian.fetch(PACKAGES, target, suite)

    return steps.ensure("softhsm", f"{suite} {' '.join(PACKAGES)}", download)
