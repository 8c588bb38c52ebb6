"""The drawing of lineages: well formed, without a script, its words escaped, the same each time."""

from lxml import etree

from broker.console.review.lineage_diagram import Band, Box, Drawing, draw_alone, draw_inside

_SVG = "{http://www.w3.org/2000/svg}"
_EVIL = '<script>alert("x")</script> & co'


def _drawing(services: int = 2) -> Drawing:
    last = tuple(Box(f"service {rank}", _EVIL) for rank in range(services))
    band = Band(((Box("sn", _EVIL), Box(_EVIL)), (Box("NOM", "élève"),), (Box("tel quel"),), last))
    return Drawing(_EVIL, ("d’où", "quoi", "comment", "à qui"), (band, band), "… {n} more")


def _tree(drawing: Drawing) -> etree._Element:
    return etree.fromstring(draw_alone(drawing).encode())


def test_it_is_well_formed_and_has_no_script() -> None:
    names = {element.tag for element in _tree(_drawing()).iter()}
    assert names == {f"{_SVG}{name}" for name in ("svg", "title", "desc", "style", "text", "rect", "path")}


def test_whatever_is_drawn_is_text() -> None:
    texts = [element.text for element in _tree(_drawing()).iter(f"{_SVG}text", f"{_SVG}title")]
    assert _EVIL in texts
    assert "<script" not in draw_inside(_drawing(), "title")


def test_its_identifiers_are_used_once_and_name_it() -> None:
    tree = _tree(_drawing())
    identifiers = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(identifiers) == len(set(identifiers))
    assert set(str(tree.get("aria-labelledby")).split()) == set(identifiers)


def test_it_says_in_words_what_it_draws() -> None:
    described = _tree(_drawing()).findtext(f"{_SVG}desc") or ""
    assert "NOM → tel quel → service 0, service 1" in described


def test_on_a_page_it_takes_the_pages_style_and_is_named_by_its_heading() -> None:
    drawn = draw_inside(_drawing(), "diagram-title")
    assert 'aria-labelledby="diagram-title" aria-describedby="diagram-title-diagram"' in drawn
    assert "<style" not in drawn
    assert "<title" not in drawn


def test_the_same_lineages_are_drawn_the_same() -> None:
    assert draw_alone(_drawing()) == draw_alone(_drawing())


def test_many_services_are_counted_not_drawn() -> None:
    texts = [element.text for element in _tree(_drawing(50)).iter(f"{_SVG}text")]
    assert "… 38 more" in texts
    assert "service 12" not in texts


def test_nothing_stands_outside_of_the_drawing() -> None:
    tree = _tree(_drawing(50))
    width, height = (float(tree.get(side, "0")) for side in ("width", "height"))
    for box in tree.iter(f"{_SVG}rect"):
        assert 0 <= float(box.get("x", "-1")) <= width - float(box.get("width", "0"))
        assert 0 <= float(box.get("y", "-1")) <= height - float(box.get("height", "0"))
