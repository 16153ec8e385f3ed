"""`report.pdf` and `report.docx` say what `report.html` says, in their own terms, and nothing that came from data is markup there."""

import dataclasses
import functools
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from planner.output import write_one
from planner.output.docx.writer import docx_bytes
from planner.output.pdf.writer import pdf_bytes
from planner.output.report.writer import report_html
from planner.output.shared.document.reading import document_of
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.drawing import drawn
from tests.fixtures.printed import Page, W, docx_part, docx_styled, docx_text, packed, pdf_alts, pdf_roles, pdf_text

LETTERS = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі Ӣӣ Ӯӯ Ҳҳ Ҷҷ Ўў Oʻ gʻ ₸ № – “ ≤ → ✓ ●"
BOX = '<svg viewBox="0 0 40 10" role="img" aria-label="{alt}"><rect width="40" height="10" class="bar"/></svg>'


def page(body, style="", language="ru", title="План"):
    return f'<!DOCTYPE html><html lang="{language}"><head><title>{title}</title><style>{style}</style></head><body>{body}</body></html>'


def both(html):
    document = document_of(html)
    return pdf_bytes(document), docx_bytes(document)


@functools.cache
def report():
    html = report_html(make_dossier())
    return html, *both(html)


def test_every_heading_cell_item_and_paragraph_of_the_report_is_in_both():
    html, pdf, docx = report()
    texts = [packed(text) for _, text in Page(html).texts if packed(text)]
    assert len(texts) > 200
    in_pdf, in_docx = packed(pdf_text(pdf)), packed(docx_text(docx_part(docx)))
    assert [text for text in texts if text not in in_docx] == []
    assert [text for text in texts if text not in in_pdf] == []


@pytest.mark.parametrize("sites", [True, False])
def test_a_plan_of_one_zone_without_streets_and_one_without_sites_say_so_in_both(sites):
    dossier = make_dossier(side=1, roads=0)
    if not sites:
        dossier = dataclasses.replace(dossier, sites=dossier.sites.iloc[:0], scorecard=dossier.do_nothing)
    html = report_html(dossier)
    pdf, docx = both(html)
    texts = [packed(text) for _, text in Page(html).texts]
    for said in (packed(pdf_text(pdf)), packed(docx_text(docx_part(docx)))):
        assert [text for text in texts if text not in said] == []


def test_what_every_drawing_shows_is_told_in_both():
    html, pdf, docx = report()
    alts = Page(html).alts
    assert len(alts) > 5
    described = [one.get("descr") for one in docx_part(docx).iter() if one.tag.endswith("}docPr")]
    for told in (described, pdf_alts(pdf)):
        assert [alt for alt in alts if not any(alt.rstrip(".") in one for one in told)] == []


def test_headings_tables_and_contents_are_real_ones():
    html, pdf, docx = report()
    texts = Page(html).texts
    second = [packed(text) for tag, text in texts if tag == "h2"]
    root = docx_part(docx)
    assert [packed(one) for one in docx_styled(root, "Title")] == [packed(text) for tag, text in texts if tag == "h1"]
    assert [packed(one) for one in docx_styled(root, "Heading1")] == second
    listed = [packed(text) for _, text in Page(html).listed]
    assert [packed(one) for one in docx_styled(root, "TOC1")] == listed
    assert set(listed) <= set(second)
    assert len(listed) > 5
    assert any("TOC" in one.text for one in root.iter(f"{W}instrText"))
    tables = len(re.findall("<table", html))
    assert len(list(root.iter(f"{W}tblHeader"))) >= len(re.findall("<thead", html))
    reader, roles = PdfReader(io.BytesIO(pdf)), pdf_roles(pdf)
    assert [packed(one.title) for one in reader.outline if not isinstance(one, list)] == second
    assert roles["/Table"] == tables
    assert roles["/TH"] >= len(re.findall('scope="col"', html)) > 10
    assert roles["/Title"] == 1
    assert roles["/TOCI"] == len(listed)


def test_title_language_and_pages_are_told_and_no_time():
    pdf, docx = both(page("<h1>Алматы</h1><h2>Часть</h2><p>Слова</p>", language="kk", title="Алматы 2028"))
    reader = PdfReader(io.BytesIO(pdf))
    assert (reader.metadata.title, reader.trailer["/Root"]["/Lang"]) == ("Алматы 2028", "kk")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
    assert not {"/CreationDate", "/ModDate"} & set(reader.metadata)
    assert "1 / 1" in pdf_text(pdf)
    core = docx_part(docx, "docProps/core.xml")
    assert {"kk-KZ", "Алматы 2028"} <= {one.text for one in core}
    assert not [one for one in core if one.tag.endswith(("created", "modified"))]
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        fields = "".join(archive.read(name).decode() for name in archive.namelist() if re.search("header|footer", name))
        assert 'w:val="kk-KZ"' in archive.read("word/styles.xml").decode()
    assert all(code in fields for code in (" PAGE ", " NUMPAGES ", " STYLEREF 1 "))


@pytest.mark.parametrize("name", ["report.pdf", "council.docx"])
def test_an_export_gives_the_same_bytes_twice(tmp_path, name):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_one(make_dossier(side=3, roads=4), tmp_path / folder / name)
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_letters_of_all_languages_have_their_glyphs_in_fonts_within_the_file():
    pdf, _ = both(page(f"<h1>{LETTERS}</h1><h2>{LETTERS}</h2><p>{LETTERS} <b>{LETTERS}</b> <i>{LETTERS}</i></p>"))
    reader = PdfReader(io.BytesIO(pdf))
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()
        for one in reader.pages
        for font in one["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]) for font in fonts)
    assert all("NotoSans" in font["/BaseFont"] for font in fonts)
    assert packed(pdf_text(pdf)).count(packed(LETTERS)) >= 5
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data(), "a glyph is missing"


MARKUP = (
    *HOSTILE,
    '#read("/etc/passwd")',
    "#{panic()} $x^2$ @label <label> `raw` *bold* _it_ // note /* note */ \\u{41} = head",
    '"); #image("x") //',
    "</w:t></w:r><w:r><w:t>out</w:t>",
    "]]>&amp;&#0;",
    'DDEAUTO c:\\\\windows "x"',
)


@pytest.mark.parametrize("name", MARKUP)
def test_hostile_text_is_shown_as_it_is(name):
    shown = name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    cell = f"<table><thead><tr><th>{shown}</th></tr></thead><tbody><tr><td>{shown}</td></tr></tbody></table>"
    pdf, docx = both(
        page(f"<h1>{shown}</h1><h2 id='{shown}'>{shown}</h2><p>{shown}</p>{cell}{BOX.format(alt=shown)}", title=shown)
    )
    root = docx_part(docx)
    assert packed(docx_text(root)).count(packed(name)) >= 5
    assert packed(pdf_text(pdf)).count(packed(name)) >= 5
    assert name in pdf_alts(pdf)
    codes = {one.text.split()[0] for one in root.iter(f"{W}instrText")}
    assert codes == {"TOC"}


def test_drawings_reach_for_nothing_and_links_lead_to_the_web_only():
    svg = (
        '<svg viewBox="0 0 9 9" aria-label="x" onload="a()"><script>a()</script><style>rect{fill:url(http://evil.example)}</style>'
        '<image href="/etc/passwd" width="9" height="9"/><image href="http://evil.example/a.png" width="9" height="9"/>'
        '<foreignObject><p>words</p></foreignObject><rect width="9" height="9" fill="url(file:///etc/passwd)"/></svg>'
    )
    links = '<p><a href="javascript:a()">one</a> <a href="file:///etc/passwd">two</a> <a href="https://good.example/a">three</a></p>'
    document = document_of(page(f'<h1>T</h1>{svg}{links}<img src="http://evil.example/b.png" alt="gone">'))
    drawing = next(one.drawing for one in document.blocks if hasattr(one, "drawing"))
    assert not re.search(rb"evil|passwd|script|onload|words", drawing.data)
    pdf, docx = pdf_bytes(document), docx_bytes(document)
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        targets = re.findall(r'Target="([^"]+)"[^>]*External', archive.read("word/_rels/document.xml.rels").decode())
    assert targets == ["https://good.example/a"]
    uris = re.findall(rb"/URI ?\(([^)]*)\)", pdf)
    assert set(uris) <= {b"https://good.example/a"}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<h1></h1>",
        "<p>no heading</p>",
        "<table></table>",
        "<table><tbody><tr><th scope=row>row</th><td>1</td></tr></tbody></table>",
        "<table><thead><tr><th>head alone</th></tr></thead><tbody></tbody></table>",
        "<table><tbody><tr></tr></tbody></table>",
        "<table><tr><td colspan=3>a<td rowspan=9>b</tr><tr><td>c</tr></table>",
        "<table><tr><td colspan=0 rowspan=-1>a</td></tr><tr><td>b</td><td>c</td></tr></table>",
        "<table><tr><td><table><tr><td>inner</td></tr></table></td></tr></table>",
        "<ul></ul><ol><li></li></ol>",
        "<ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li></ul>",
        "<figure></figure><figure><figcaption>words alone</figcaption></figure>",
        '<svg></svg><svg viewBox="0 0 0 0"><rect/></svg><svg viewBox="a b"><rect width="1" height="1"/></svg>',
        '<h2 id="x">one</h2><h2 id="x">two</h2><p><a href="#x">to</a> <a href="#none">to none</a></p>',
        "<nav><h2>Contents</h2><ol><li><a href='#x'>one</a></li></ol></nav><nav></nav><h2 id='x'>one</h2>",
        f"<h1>{'ы' * 5000}</h1><h2>{'w' * 5000}</h2><p>{'слово ' * 800}</p><table><tr><td>{'ы' * 5000}</td><td>1</td></tr></table>",
        "<h1>\u202eright\u202c \u200f\u05e9\u05dc\u05d5\u05dd\u200f \u0645\u0631\u062d\u0628\u0627</h1><p>\u4e2d\u6587 \U0001f600 \ufffe\x0b\x1b[31m</p>",
    ],
)
def test_a_page_of_any_shape_becomes_both(body):
    pdf, docx = both(page(body))
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.pages
    said = [packed(text) for _, text in Page(page(body)).texts]
    in_docx = packed(docx_text(docx_part(docx)))
    steering = re.compile("[\u202a-\u202e\x00-\x1f\ufffe]")
    assert [text for text in said if steering.sub("", text) not in in_docx] == []


def test_a_name_of_five_thousand_letters_stays_on_its_pages():
    pdf, _ = both(page(f"<h1>T</h1><table><tr><td>{'ы' * 5000}</td><td>1</td></tr></table><p>{'ы' * 5000}</p>"))
    begun = set()

    def visit(text, across, at, _font, _size):
        if text.strip():
            x, y = at[4], at[5]
            begun.add(
                (round(across[0] * x + across[2] * y + across[4]), round(across[1] * x + across[3] * y + across[5]))
            )

    for one in PdfReader(io.BytesIO(pdf)).pages:
        one.extract_text(visitor_text=visit)
    assert packed(pdf_text(pdf)).count("ы") == 10000
    assert len(begun) > 10000 / 100, "lines are not broken"
    assert all(30 < x < 560 and 20 < y < 820 for x, y in begun)


def test_a_head_of_a_table_comes_again_and_no_heading_stands_alone_at_a_foot():
    rows = "".join(f"<tr><td>row {number}</td><td>{number}</td></tr>" for number in range(200))
    parts = "".join(f"<h2>Part {n}</h2><p>Words of part {n}. {'More of it. ' * (7 * n)}</p>" for n in range(40))
    pdf, docx = both(
        page(
            f"<h1>T</h1><table><thead><tr><th>Name</th><th>Number</th></tr></thead><tbody>{rows}</tbody></table>{parts}"
        )
    )
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages]
    with_rows = [text for text in pages if "row " in text]
    assert len(with_rows) > 3
    assert all("Number" in text for text in with_rows)
    for number in range(40):
        assert [one for one in pages if f"Part {number}\n" in one and f"Words of part {number}." in one], number
    root = docx_part(docx)
    assert len(list(root.iter(f"{W}tblHeader"))) == 1
    assert len(list(root.iter(f"{W}cantSplit"))) == 201


def test_styles_of_the_page_reach_its_drawings_and_words():
    style = (
        ":root { --deep: #0b4f79; } .bar { fill: var(--deep); } figure .bar { stroke: red; } .no { display: none; }"
        "@media screen { .bar { fill: #ff0000; } } @media print { td.right { text-align: right; } .gone { display: none; } }"
    )
    body = f'<h1>T</h1><figure>{BOX.format(alt="bar")}<figcaption>under</figcaption></figure><p class="no">no</p><p class="gone">gone</p><table><tr><td class="right">9</td></tr></table>'
    document = document_of(page(body, style))
    figure = next(one for one in document.blocks if hasattr(one, "drawing"))
    assert b'fill="#0b4f79"' in figure.drawing.data
    assert b'stroke="red"' in figure.drawing.data
    assert figure.caption[0].text == "under"
    table = next(one for one in document.blocks if hasattr(one, "body"))
    assert table.body[0][0].align == "right"
    assert not re.search("no|gone", packed(docx_text(docx_part(docx_bytes(document)))).replace("Contents", ""))


WORDS = st.text(st.sampled_from("abcЖқҳ9.,<&\"'#$*_`\\[]{}@=-+/~ \n"), min_size=1, max_size=60).filter(
    lambda one: one.strip()
)


@drawn(25)
@given(st.lists(st.tuples(st.sampled_from(("h2", "h3", "p", "td", "li")), WORDS), min_size=1, max_size=12))
def test_whatever_is_written_is_read_again(parts):
    wrapped = {"td": ("<table><tr><td>", "</td></tr></table>"), "li": ("<ol><li>", "</li></ol>")}
    body = "".join(
        wrapped.get(tag, (f"<{tag}>", f"</{tag}>"))[0]
        + text.replace("&", "&amp;").replace("<", "&lt;")
        + wrapped.get(tag, (f"<{tag}>", f"</{tag}>"))[1]
        for tag, text in parts
    )
    pdf, docx = both(page(f"<h1>T</h1>{body}"))
    in_pdf, in_docx = packed(pdf_text(pdf)), packed(docx_text(docx_part(docx)))
    for _, text in parts:
        assert packed(text) in in_docx
        assert packed(text) in in_pdf
