import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from crawler.files.pdf.documents import read_pdf
from crawler.files.read import read_file


def form(*fields, texts=(), lines=lambda canvas: None):
    """The lines of a page with texts at positions, lines, and form fields, each a method of reportlab's form."""
    out = io.BytesIO()
    canvas = Canvas(out)
    lines(canvas)
    for x, y, text in texts:
        canvas.drawString(x, y, text)
    for kind, options in fields:
        getattr(canvas.acroForm, kind)(**options)
    canvas.showPage()
    canvas.save()
    return read_pdf(out.getvalue())[0].split("\n")


def field(value, x, y, **options):
    return "textfield", {"name": f"f{x}{y}", "value": value, "x": x, "y": y - 5, "height": 20, "width": 90, **options}


def box(checked, x, y):
    return "checkbox", {"name": f"b{x}{y}", "checked": checked, "x": x, "y": y - 2, "size": 14}


def choice(value, x, y):
    options = [("Guangdong", "44"), ("Zhejiang", "33")]
    return "choice", {
        "name": f"c{x}",
        "value": value,
        "options": options,
        "x": x,
        "y": y - 5,
        "height": 20,
        "width": 90,
    }


def grid(canvas):
    canvas.grid([90, 190, 290], [690, 720, 750])


NAME = (100, 700, "Name:")
NOTE = (100, 650, "Please send this form by 31 May.")


@pytest.mark.parametrize(
    ("fields", "texts", "found"),
    [
        ([field("Chen Wei", 150, 700)], [NAME, NOTE], [f"Name: Chen Wei {NOTE[2]}"]),
        ([field("1", 150, 700), field("2", 350, 700)], [NAME, (300, 700, "Age:")], ["Name: 1 Age: 2"]),
        ([field("", 150, 700)], [NAME], ["Name:"]),
        ([field("two\nlines", 150, 690, fieldFlags="multiline", height=40)], [NAME], ["Name: two lines"]),
        ([field("secret", 150, 700, fieldFlags="password")], [NAME], ["Name:"]),
        ([field("unseen", 150, 700, annotationFlags="hidden")], [NAME], ["Name:"]),
        ([box(True, 100, 700), box(False, 200, 700)], [(120, 700, "Yes"), (220, 700, "No")], ["☑ Yes No"]),
        ([box(False, 100, 700), box(True, 200, 700)], [(120, 700, "Yes"), (220, 700, "No")], ["Yes ☑ No"]),
        ([choice("33", 150, 700)], [NAME], ["Name: Zhejiang"]),
        ([field("only value", 150, 700)], [], ["only value"]),
        ([field("above", 150, 720)], [NOTE], ["above", NOTE[2]]),
    ],
)
def test_the_values_of_a_form_are_at_their_place(fields, texts, found):
    assert form(*fields, texts=texts) == found


def test_values_in_the_cells_of_a_table_are_in_its_rows():
    fields = [field("Chen Wei", 200, 730), field("Ningbo", 200, 700)]
    assert form(*fields, texts=[(100, 730, "Name"), (100, 700, "City")], lines=grid) == [
        "Name\tChen Wei",
        "City\tNingbo",
    ]


def test_a_form_that_is_not_filled_in_has_no_text():
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.acroForm.textfield(name="a")
    canvas.showPage()
    canvas.save()
    assert read_file(out.getvalue()).fault == "no_text"
