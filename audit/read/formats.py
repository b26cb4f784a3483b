"""One reader a format: bytes -> text. To add one, write a function and a line in `READERS`."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import re2

from audit.core import InputError
from audit.read.decode import decode, recoded

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from pypdfium2 import PdfDocument

MAX_UNPACKED = 100_000_000
"""Bytes that a DOCX may unpack to; more is a zip bomb, not a policy."""

MAX_XML = 20_000_000
"""Bytes that the text of a DOCX may unpack to."""

MAX_PAGES = 2_000
"""Pages of a PDF that are read; the longest policies known have about fifty."""

NO_TEXT_LAYER = "no_text_layer"
"""Code of the problem that a PDF has only pictures of pages, which can be recognised."""

MAX_ATTRIBUTES = 5_000
"""Attributes of one tag; parsing takes their square."""

MAX_SPAN = 1_000
"""Columns that one cell of a Word table may span; each is held in memory."""

_DROPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "head",
    "iframe",
    "object",
    "button",
    "select",
    "input",
    "textarea",
)
_LONG_TAG = re2.compile(rb"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*""")
_BETWEEN_ATTRIBUTES = re2.compile(rb"""(?:[\s/]|"[^"]*"|'[^']*')+""")
"""Values in quotes stand between names as blanks do: the next name may follow at once."""
_SPAN = re.compile(rb'gridSpan[^>]*?val="(\d+)"')
_SENTENCE_END = re.compile(r"[.!?:;]\s*$")
_HYPHEN = re.compile(r"(\w)[-\u00ad]$")
_LIST_START = re.compile(r"\s*(?:[-–—•▪●*]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|[a-zа-я][.)])\s")


def read_text(data: bytes, where: str) -> str:
    """Plain text and Markdown, as they are."""
    return decode(data, where=where)


def read_html(data: bytes, where: str) -> str:
    """The visible text of a page, list items as "- " lines and headings after "#"."""
    from inscriptis import Inscriptis
    from inscriptis.model.config import ParserConfig
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True)
    source = decode_html(data, where)
    check_tags(source.encode("utf-8"), where)
    try:
        tree = html.document_fromstring(source.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError(
            f"the page cannot be parsed: {error}",
            where=where,
            remedy="save it again from a browser",
        ) from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise _too_deep(where)
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    for heading in tree.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        heading.text = f"{'#' * int(heading.tag[1])} {(heading.text or '').lstrip()}"
    try:
        text: str = Inscriptis(tree, ParserConfig(display_links=False)).get_text()
    except RecursionError as error:
        raise _too_deep(where) from error
    return re.sub(r"(?m)^(\s*)\* ", r"\1- ", text)


def _too_deep(where: str) -> InputError:
    return InputError(
        "the page is nested too deep", where=where, remedy="save its text as .txt", code="too_deep"
    )


def check_tags(source: bytes, where: str) -> None:
    """Raises InputError for a tag with thousands of attributes, over which a parser would sit for hours."""
    for tag in _LONG_TAG.finditer(source):
        if len(tag.group()) <= MAX_ATTRIBUTES:
            continue
        between = _BETWEEN_ATTRIBUTES.finditer(tag.group())
        if next(islice(between, MAX_ATTRIBUTES, None), None):
            raise InputError(
                f"a tag of the page has more than {MAX_ATTRIBUTES:,} attributes",
                where=where,
                remedy="save its text as .txt",
                code="too_complex",
            )


def decode_html(data: bytes, where: str) -> str:
    """The source of a page, by the encoding that its `meta` tag names, if that holds."""
    named = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    if named:
        data = recoded(data, named.group(1).decode("ascii"))
    return decode(data, where=where)


def read_pdf(data: bytes, where: str) -> str:
    """The text layer of a PDF with its lines joined back to paragraphs."""
    with opened_pdf(data, where) as pdf:
        pages = [pdf[number].get_textpage().get_text_bounded() for number in range(len(pdf))]
    text = "\n".join(pages).replace("\r\n", "\n")
    if not any(char.isalpha() for char in text):
        raise InputError(
            "the PDF has no text layer, only pictures of pages",
            where=where,
            remedy="give --ocr (in Python ocr=True) to recognise them, or ask the operator for text",
            code=NO_TEXT_LAYER,
        )
    return "\n".join(unwrapped(text.split("\n")))


@contextmanager
def opened_pdf(data: bytes, where: str) -> Iterator[PdfDocument]:
    """A PDF whose pages can be read; what is wrong with it, or with a page in the block, is an InputError."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise InputError(
            "the PDF is locked by a password" if locked else f"the PDF is broken: {error}",
            where=where,
            remedy="save an unlocked copy" if locked else "collect it again",
            code="encrypted" if locked else "broken",
        ) from error
    try:
        if len(pdf) > MAX_PAGES:
            raise InputError(
                f"the PDF has {len(pdf):,} pages, more than {MAX_PAGES:,}",
                where=where,
                remedy="cut out the pages of the policy",
                code="too_large",
            )
        yield pdf
    except pypdfium2.PdfiumError as error:
        raise InputError(
            f"a page of the PDF is broken: {error}",
            where=where,
            remedy="collect it again",
            code="broken",
        ) from error
    finally:
        pdf.close()


def unwrapped(lines: list[str]) -> Iterator[str]:
    """Lines with those that only continue a sentence joined to the one before."""
    width = max((len(line) for line in lines), default=0)
    current = ""
    for line in (line.strip() for line in lines):
        continues = (
            current
            and line
            and not _LIST_START.match(line)
            and not _SENTENCE_END.search(current)
            and (line[0].islower() or len(current) > 0.7 * width)
        )
        if continues:
            joint = _HYPHEN.search(current)
            current = current[:-1] + line if joint and line[0].islower() else f"{current} {line}"
        else:
            yield current
            current = line
    yield current


def read_docx(data: bytes, where: str) -> str:
    """The paragraphs and tables of a Word document in order; list paragraphs as "- " lines."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive, where)
        import docx

        return "\n".join(_docx_lines(docx.Document(io.BytesIO(data))))
    except InputError:
        raise
    except Exception as error:  # python-docx lets KeyError, ValueError and XML errors through
        raise InputError(
            f"the Word document is broken: {error}",
            where=where,
            remedy="save it again",
            code="broken",
        ) from error


def _check_archive(archive: zipfile.ZipFile, where: str) -> None:
    """Raises InputError for a document that would fill the memory when it is opened."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    texts = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
    if unpacked > MAX_UNPACKED or sum(entry.file_size for entry in texts) > MAX_XML:
        raise InputError(
            f"the document unpacks to {unpacked:,} bytes",
            where=where,
            remedy="it is no policy",
            code="too_large",
        )
    for entry in texts:
        spans = _SPAN.findall(archive.read(entry))
        if any(len(span) > 6 or int(span) > MAX_SPAN for span in spans):
            raise InputError(
                f"a cell of a table spans more than {MAX_SPAN:,} columns",
                where=where,
                remedy="save its text as .txt",
                code="too_complex",
            )


def _docx_lines(document: DocxDocument) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
                yield ": ".join(cell for cell in cells if cell)
        else:
            yield _docx_paragraph(block)


def _docx_paragraph(paragraph: Any) -> str:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    text: str = paragraph.text
    level = re.search(r"heading (\d)", style)
    if level:
        return f"{'#' * int(level.group(1))} {text}"
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    return f"- {text}" if "list" in style or numbered else text


READERS: dict[str, Callable[[bytes, str], str]] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
}
"""File ending -> reader."""
