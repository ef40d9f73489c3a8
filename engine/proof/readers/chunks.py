"""Streams, read chunk by chunk."""

CHUNK = 256 << 10


def chunks_of(stream):
    """What is left of a stream, in chunks."""
    while chunk := stream.read(CHUNK):
        yield chunk
