"""The headers of every answer: what a page may load, who may keep a copy."""

from __future__ import annotations

from flask import Flask, Response, request

from inspector.web import compression

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob: data:", "font-src 'self'",
        "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "form-action 'self'",
        "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
BLOB_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
FIXED = {
    "Referrer-Policy": "same-origin",  # no-referrer would make Flask-WTF refuse every form over https
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FOR_ASSETS = {name: FIXED[name] for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")}


def install(app: Flask, is_https: bool) -> None:
    """Set the headers after every request, and compress what may be."""
    compression.install(app)
    always = {**FIXED, "Content-Security-Policy": CONTENT_SECURITY_POLICY}
    if is_https:
        always["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    by_name = [(name.lower(), name, value) for name, value in always.items()]

    @app.after_request
    def set_headers(response: Response) -> Response:
        if request.endpoint == "static_files.asset" and response.status_code < 400:
            # Some seventy small files: what only means something on a page would weigh more than the files.
            response.headers.update(FOR_ASSETS)
            return response
        # Looked through once: each question to the headers walks all of them.
        headers, present = response.headers, {name.lower() for name, _ in response.headers}
        for key, name, value in by_name:
            if key not in present:
                headers.add(name, value)
        if "cache-control" not in present:
            headers.add("Cache-Control", "no-store" if request.path.startswith("/api/") else "private, no-store")
        if "vary" in present:
            response.vary.update(("Cookie", "HX-Request"))
        else:
            headers.add("Vary", "Cookie, HX-Request")
        return compression.squeeze(response)
