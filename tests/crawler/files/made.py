"""Files made for the tests by the libraries that make them elsewhere."""

import io
import struct
import tarfile
import zipfile
import zlib

import docx
import pypdfium2
import xlsxwriter
from PIL import Image
from pypdfium2 import raw
from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

FONT = "STSong-Light"
TITLE = "关于印发先进制造业集群培育方案的通知"
PARAGRAPHS = (
    "各县（市、区）人民政府，市直各部门、各单位：",
    "现将《先进制造业集群培育方案》印发给你们，请结合本地区、本部门工作实际，认真组织实施，并于每年十二月底前将年度工作进展情况报送市工业和信息化局。",
    "一、总体要求",
    "以习近平新时代中国特色社会主义思想为指导，坚持市场主导、政府引导，突出优势领域，强化协同创新，到2027年培育规模以上企业一千家，形成若干具有国际竞争力的先进制造业集群。",
    "二、重点任务",
    "（一）培育龙头企业。支持龙头企业做大做强，发挥产业链带动作用，对首次认定的企业给予奖励。（责任单位：市工业和信息化局）",
    "市人民政府办公室",
    "2024年6月6日",
)
ENGLISH = (
    "The Department invites comments on the proposed rule, which would amend the standards for manufacturing clusters "
    "and their supply chains in all regions of the country.",
    "Comments must be received on or before July 15, 2024, by mail or through the portal of the Department; late "
    "comments are considered as far as practicable.",
)


def a_pdf(paragraphs=PARAGRAPHS, title=TITLE, repeat=1, numbers=True, header="", encrypt=None, english=False):
    """A PDF as an office makes it: A4, indents of two characters, page numbers such as — 3 —."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    font = "Helvetica" if english else FONT
    body = ParagraphStyle(
        "body",
        fontName=font,
        fontSize=12 if english else 16,
        leading=18 if english else 28,
        firstLineIndent=0 if english else 32,
        alignment=TA_JUSTIFY,
        spaceAfter=12 if english else 0,
        wordWrap=None if english else "CJK",
    )
    head = ParagraphStyle("head", parent=body, fontSize=22, leading=34, firstLineIndent=0, alignment=TA_CENTER)

    def edges(canvas, document):
        canvas.setFont(FONT, 12)
        if numbers:
            canvas.drawCentredString(A4[0] / 2, 40, f"— {document.page} —")
        if header:
            canvas.drawString(80, A4[1] - 40, header)

    out = io.BytesIO()
    story = [Paragraph(title, head)] + [Paragraph(paragraph, body) for _ in range(repeat) for paragraph in paragraphs]
    SimpleDocTemplate(out, pagesize=A4, leftMargin=79, rightMargin=74, encrypt=encrypt).build(
        story, onFirstPage=edges, onLaterPages=edges
    )
    return out.getvalue()


def a_scan(pages=2, text=""):
    """A PDF of pictures, after a page of text if there is any."""
    out = io.BytesIO()
    picture = ImageReader(Image.effect_noise((60, 80), 50))
    canvas = Canvas(out, pagesize=A4)
    if text:
        canvas.drawString(80, 400, text)
        canvas.showPage()
    for number in range(pages):
        canvas.drawImage(picture, 0, 0, *A4)
        canvas.drawString(300, 20, f"{number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def many_pages(count, text="page {}"):
    """A PDF of that many pages."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for number in range(count):
        canvas.drawString(80, 400, text.format(number))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def a_docx(paragraphs=PARAGRAPHS, title=TITLE, rows=()):
    """A DOCX with a heading, paragraphs, a table, and a paragraph after it."""
    document = docx.Document()
    document.add_heading(title, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
        document.add_paragraph("表后说明")
    return saved(document.save)


def an_xlsx(**sheets):
    """An XLSX of sheets by name, each a list of rows; names that begin with `_` are hidden."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name.startswith("_"):
                sheet.hide()
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if hasattr(value, "year"):
                        sheet.write_datetime(place, column, value, day)
                    else:
                        sheet.write(place, column, value)
    return out.getvalue()


def saved(save):
    """The bytes that a saving method writes."""
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def a_zip(**parts):
    """A zip of parts; `__` stands for a slash and `_` for a dot in their names, unless they are given as a dict."""
    return zip_of({name.replace("__", "/").replace("_", "."): body for name, body in parts.items()})


def zip_of(parts):
    """A zip of parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def an_ofd(pages):
    """An OFD; each page a list of (text, x, y) in millimetres, characters of 5 mm."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    root = "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
    parts = {"OFD.xml": f"<ofd:OFD {space}><ofd:DocBody>{root}</ofd:DocBody></ofd:OFD>"}
    listed = "".join(
        f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    parts["Doc_0/Document.xml"] = f"<ofd:Document {space}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    for number, pieces in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject Boundary="{x} {y} {len(text) * 5} 6" Size="5"><ofd:TextCode X="0" Y="5">{text}'
            "</ofd:TextCode></ofd:TextObject>"
            for text, x, y in pieces
        )
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return zip_of(parts)


_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def a_pptx(*slides, notes=None, order=None, hidden=()):
    """A PPTX of slides, each a list of paragraphs and tables; each slide has a number that is not part of its text."""
    places = range(len(slides)) if order is None else order
    ids = "".join(f'<p:sldId id="{256 + place}" r:id="r{place}"/>' for place in places)
    related = "".join(f'<Relationship Id="r{place}" Target="slides/slide{place}.xml"/>' for place in range(len(slides)))
    parts = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f"<p:presentation {_SPACES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": _RELATIONS.format(related),
    }
    for place, shapes in enumerate(slides):
        show = ' show="0"' if place in hidden else ""
        tree = "".join(map(_shape, shapes)) + _shape("7", "sldNum")
        parts[f"ppt/slides/slide{place}.xml"] = (
            f"<p:sld {_SPACES}{show}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld></p:sld>"
        )
    for place, text in (notes or {}).items():
        target = f'<Relationship Id="r1" Target="../notesSlides/notes{place}.xml"/>'
        parts[f"ppt/slides/_rels/slide{place}.xml.rels"] = _RELATIONS.format(target)
        parts[f"ppt/notesSlides/notes{place}.xml"] = (
            f"<p:notes {_SPACES}><p:cSld><p:spTree>{_shape(text)}{_shape('7', 'sldNum')}</p:spTree></p:cSld></p:notes>"
        )
    return zip_of(parts)


def _shape(said, kind="body"):
    if isinstance(said, str):
        place = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>'
        return f"<p:sp>{place}<p:txBody>{_pptx_text(said)}</p:txBody></p:sp>"
    rows = "".join(
        "<a:tr>" + "".join(f"<a:tc><a:txBody>{_pptx_text(cell)}</a:txBody></a:tc>" for cell in row) + "</a:tr>"
        for row in said
    )
    return (
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _pptx_text(text):
    return f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"


def a_rar(**files):
    """A RAR (version 4) of files that are stored without compression; `_` stands for a dot in their names."""
    out = b"Rar!\x1a\x07\x00"
    out += _rar_block(0x73, 0, bytes(6))
    for name, body in files.items():
        path = name.replace("_", ".").encode("gb18030")
        head = struct.pack(
            "<IIBIIBBHI", len(body), len(body), 2, zlib.crc32(body), 0x58000000, 20, 0x30, len(path), 0x20
        )
        out += _rar_block(0x74, 0x8000, head + path) + body
    return out + _rar_block(0x7B, 0x4000, b"")


def _rar_block(kind, flags, fields):
    head = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


class GbkName(zipfile.ZipInfo):
    """The entry of a zip that was made on Chinese Windows: its name is in GBK, and no flag says so."""

    def _encodeFilenameFlags(self):  # noqa: N802 - the name in the library
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def a_tar(**files):
    """A tar of files; `_` stands for a dot in their names."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, body in files.items():
            info = tarfile.TarInfo(name.replace("_", "."))
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return out.getvalue()


def a_table_pdf(rows, widths, spans=(), before="", repeat=0, style="GRID"):
    """A PDF with a table of ruled cells, below a line of text."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    text = ParagraphStyle("cell", fontName=FONT, fontSize=11, leading=15, wordWrap="CJK")
    table = Table([[Paragraph(cell, text) for cell in row] for row in rows], colWidths=widths, repeatRows=repeat)
    table.setStyle([(style, (0, 0), (-1, -1), 0.5, black), *(("SPAN", *span) for span in spans)])
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Paragraph(before, text), table, Paragraph("以上任务请认真落实。", text)])
    return out.getvalue()


def turned(body, turn, stated):
    """A PDF whose pages are drawn turned by `turn` degrees clockwise; `stated` is the rotation of the pages."""
    document = pypdfium2.PdfDocument(body)
    for page in document:
        width, height = page.get_size()
        matrix = {
            0: (1, 0, 0, 1, 0, 0),
            90: (0, -1, 1, 0, 0, width),
            180: (-1, 0, 0, -1, width, height),
            270: (0, 1, -1, 0, height, 0),
        }[turn]
        raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(*matrix), None)
        page.set_mediabox(0, 0, *((height, width) if turn % 180 else (width, height)))
        page.set_rotation(stated)
        page.gen_content()
    return saved(document.save)


def in_forms(body, depth, scale=0.9):
    """A PDF whose pages are forms in forms, each scaled, as programs that add a stamp make them."""
    for _ in range(depth):
        source = pypdfium2.PdfDocument(body)
        target = pypdfium2.PdfDocument.new()
        for number, page in enumerate(source):
            form = source.page_as_xobject(number, target).as_pageobject()
            form.transform(pypdfium2.PdfMatrix().scale(scale, scale).translate(20, 30))
            new = target.new_page(*page.get_size())
            new.insert_obj(form)
            new.gen_content()
        body = saved(target.save)
    return body
