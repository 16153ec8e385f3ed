"""Plug standards: one member each, and everything else follows from it."""

import pytest

from geodata.connectors import Connector, Current, Need, PortFamily


def test_no_two_standards_share_a_name_an_osm_key_or_an_open_charge_map_id():
    keys = [key for member in Connector for key in member.osm_keys]
    ids = [identifier for member in Connector for identifier in member.ocm_ids]
    assert len(keys) == len(set(keys))
    assert len(ids) == len(set(ids))


def test_no_spelling_stands_for_two_standards():
    for member in Connector:
        for spelling in (*member.osm_keys, *member.spellings, member.label, member.value):
            assert Connector.spelled(spelling) is member, spelling


@pytest.mark.parametrize("member", list(Connector))
def test_the_usual_power_of_a_standard_is_one_that_it_carries(member):
    assert 1.0 <= member.usual_kw <= member.max_kw


@pytest.mark.parametrize("text", ["", "   ", "plug", "x" * 10_000, "2", "type", "\ud800"])
def test_text_that_names_no_standard_is_none(text):
    assert Connector.spelled(text) is None
    assert Connector.named(text) is None


def test_every_family_can_charge_fast_and_gbt_and_ccs_slow_too():
    for family in PortFamily:
        assert any(member.family is family and member.current is Current.DC for member in Connector)
    assert Need.FAST.takes(Current.DC)
    assert not Need.FAST.takes(Current.AC)
    assert Need.SLOW.takes(Current.AC)


def test_osm_keys_are_found_in_any_case():
    assert Connector.of_osm(" GB_DC ") is Connector.GBT_DC
    assert Connector.of_osm("usb") is None
    assert Connector.of_ocm(1040) is Connector.GBT_DC
    assert Connector.of_ocm(-1) is None
