"""Archives and compressed files, read as streams."""

import bz2
import gzip
import lzma
import tarfile
import zipfile

from . import sheets
from .chunks import chunks_of


def of_zip(file, pieces, depth):
    """Names, comments and contents of the members."""
    with zipfile.ZipFile(file) as archive:
        pieces.bytes(archive.comment)
        for member in archive.infolist():
            pieces.bytes(member.filename.encode("utf-8", "replace") + b" "
                         + member.comment)  # fmt: skip
            if member.flag_bits & 1:
                pieces.readable = False
            elif not member.is_dir():
                with pieces.trying(), archive.open(member) as stream:
                    pieces.inner(chunks_of(stream), depth)
        sheets.read(archive, pieces)


def of_tar(file, pieces, depth):
    """The same of tar. What a member holds unpacked was searched already, with the
    bytes of the archive itself."""
    with tarfile.open(fileobj=file, mode="r:") as archive:
        for member in archive:
            pieces.text(f"{member.name} {member.linkname} {member.pax_headers}")
            if member.isfile():
                with pieces.trying():
                    pieces.inner(chunks_of(archive.extractfile(member)), depth)
            archive.members = []  # the library would keep every member in memory


def of_gzip(file, pieces, depth):
    """What is compressed, and the name that it had."""
    with gzip.open(file) as stream:
        pieces.inner(chunks_of(stream), depth)


def of_bzip2(file, pieces, depth):
    """The same of bzip2."""
    with bz2.open(file) as stream:
        pieces.inner(chunks_of(stream), depth)


def of_xz(file, pieces, depth):
    """The same of xz."""
    with lzma.open(file) as stream:
        pieces.inner(chunks_of(stream), depth)
