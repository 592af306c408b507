"""From a body as it was written to safe HTML in sections, and what is lost on the way; without Django or a database."""

from wiki.rendering.html import (
    ATTRIBUTES,
    LARGEST,
    RENDERER,
    TAGS,
    TO_HTML,
    Rendered,
    RenderedSection,
    RenderingError,
    markdown,
    render,
    safe,
)

__all__ = [
    "ATTRIBUTES",
    "LARGEST",
    "RENDERER",
    "TAGS",
    "TO_HTML",
    "Rendered",
    "RenderedSection",
    "RenderingError",
    "markdown",
    "render",
    "safe",
]
