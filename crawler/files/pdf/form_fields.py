"""Values of the fields of PDF forms (AcroForm). No scripts are run, and fields are not calculated."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

_FIELDS_LIMIT = 1000
"""The maximum number of annotations of a page that are examined."""
_PASSWORD = 1 << 13
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_CHECKED = "☑"


@dataclass(frozen=True)
class FieldValue:
    """The value of a form field, and the field's edges on the page without a rotation, in points."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@contextmanager
def form_of(document: pypdfium2.PdfDocument) -> Iterator[Any]:
    """Give access to the form of a document in a `with` statement. The target is None if the document has no form."""
    if document.get_formtype() == raw.FORMTYPE_NONE:
        yield None
        return
    config = raw.FPDF_FORMFILLINFO(version=2)
    form = raw.FPDFDOC_InitFormFillEnvironment(document, config)
    try:
        yield form
    finally:
        raw.FPDFDOC_ExitFormFillEnvironment(form)


def field_values(form: Any, page: pypdfium2.PdfPage) -> Iterator[FieldValue]:
    """Yield the values of the filled-in fields on a page, except passwords. A checked box has a check mark."""
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _FIELDS_LIMIT)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        try:
            if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
                continue
            if raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
                continue
            text = " ".join(_value(form, annotation).split())
            box = raw.FS_RECTF()
            if text and raw.FPDFAnnot_GetRect(annotation, box):
                yield FieldValue(text, box.left, box.bottom, box.right, box.top)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _value(form: Any, annotation: Any) -> str:
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        state = _text(lambda *given: raw.FPDFAnnot_GetStringValue(annotation, b"AS", *given))
        return "" if state in ("", "Off") else _CHECKED
    if kind in (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        # The value is what the form sends. A reader sees the label of the option.
        labels = [
            _text(lambda *given, number=number: raw.FPDFAnnot_GetOptionLabel(form, annotation, number, *given))
            for number in range(min(raw.FPDFAnnot_GetOptionCount(form, annotation), _FIELDS_LIMIT))
            if raw.FPDFAnnot_IsOptionSelected(form, annotation, number)
        ]
        if any(labels):
            return ", ".join(labels)
    elif kind != raw.FPDF_FORMFIELD_TEXTFIELD or raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return ""
    return _text(lambda *given: raw.FPDFAnnot_GetFormFieldValue(form, annotation, *given))


def _text(get: Callable[..., int]) -> str:
    """Return the text that a function of PDFium writes to a buffer, of which it returns the size in bytes."""
    size = int(get(None, 0))
    buffer = ctypes.create_string_buffer(size)
    get(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00")
