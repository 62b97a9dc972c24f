"""Where a request ends: two answers to that question in one request are refused, because a proxy before us may have taken the other one."""

from __future__ import annotations


def install() -> None:
    """Make waitress refuse a request with both a Content-Length and a Transfer-Encoding; alone it would take the second and read on."""
    from waitress.channel import HTTPChannel
    from waitress.parser import HTTPRequestParser, ParsingError

    class Strict(HTTPRequestParser):
        """Waitress's own parser, and one rule more (RFC 9112, 6.1)."""

        def parse_header(self, header_plus: bytes) -> None:
            """Read the head of a request. Raises ParsingError, which answers 400 and closes the connection."""
            super().parse_header(header_plus)
            if self.chunked and "CONTENT_LENGTH" in self.headers:
                raise ParsingError("Content-Length beside Transfer-Encoding")

    HTTPChannel.parser_class = Strict
