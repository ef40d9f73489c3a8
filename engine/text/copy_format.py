"""The text format of PostgreSQL's COPY."""

_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def decoded(cell):
    """The text of a cell of COPY's text format."""
    text = cell.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    parts = text.split("\\")
    result, index = [parts[0]], 1
    while index < len(parts):
        part = parts[index]
        if not part and index + 1 < len(parts):
            result.append("\\" + parts[index + 1])
            index += 2
            continue
        result.append(_ESCAPES.get(part[:1], part[:1]) + part[1:])
        index += 1
    return "".join(result)
