"""The made-up language of tests finds words that never passed a catalogue, and nothing else."""

from planner.output.shared.page import filled
from planner.support.speech import _, plural, told
from tests.fixtures.pseudo_language import outside_of_page, pseudo_language


def test_only_words_outside_of_messages_are_found():
    with pseudo_language():
        whole = _("{n:number} kWh for {what}", n=12345, what=_("a taxi"))
        page = (
            f'<p title="{_("a hint")}">{whole} <b>12 A</b> Almaty</p><p>{plural("{n} site", "{n} sites", 2)} left</p>'
        )
        page += f"<script>never seen</script><i aria-label='spoken'>{told('made when it was planned')}</i>"
        page += str(filled(_("If {world} comes, {n:number} lose", world="{world}", n=3), world="<b>Bare</b>"))
        found = outside_of_page(page, ["Almaty"])
    assert found == ["left", "spoken"]
    assert "Bare" in page
