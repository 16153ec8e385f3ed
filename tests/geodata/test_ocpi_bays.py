"""The bays of an OCPI Location: for whom its plugs are reserved, and what is doubtful of them."""

import pytest
from ocpi_locations import at_bays, bay, connector, location, read


@pytest.mark.parametrize("said", [["CUSTOMERS"], ["EV_ONLY", "customers"], "CUSTOMERS"])
def test_parking_for_customers_makes_a_station_for_customers(tmp_path, said):
    one = location(connector())
    one["evses"][0]["parking_restrictions"] = said
    assert read(tmp_path, [one]).stations.table["access"].tolist() == ["customers"]


@pytest.mark.parametrize(
    ("bays", "restrictions", "reserved"),
    [
        ([bay()], [], None),
        ([bay("1", "RIGID", "BUS")], [], "trucks, buses"),
        ([bay("1", "MOTORCYCLE")], ["EV_ONLY"], "motorcycles"),
        ([bay("1", "DISABLED")], [], "disabled"),
        ([bay("1", "PERSONAL_VEHICLE", "DISABLED")], [], None),
        ([bay("1", "RIGID"), bay("2", "VAN", "PERSONAL_VEHICLE")], [], None),
        ([bay("1", "RIGID", restricted=False)], [], None),
        ([bay()], ["EMPLOYEES"], "employees"),
        ([], ["disabled", "TAXIS"], "taxis, disabled"),
        ([bay("1", "HOVERCRAFT")], [], None),
    ],
)
def test_an_evse_for_others_than_cars_is_reserved_for_them(tmp_path, bays, restrictions, reserved):
    plugs = read(tmp_path, [at_bays(*bays, parking_restrictions=restrictions)]).stations.connectors
    assert plugs["reserved_for"].tolist() == [reserved]


def test_bays_that_are_doubtful_are_kept_open_and_said(tmp_path):
    bays = [bay("1", "RIGID", restricted=False), bay("2", "BUS", reservation_required=True)]
    found = read(tmp_path, [at_bays(*bays, parking=[{"parking_id": one} for one in ("1", "2", "3")])])
    assert [one.reason for one in found.report.problems] == [
        "EVSE at a parking place '3' that is not listed",
        "its bays are for buses, trucks, and open to others",
        "its bays must be reserved beforehand",
    ]


def test_a_station_with_a_bay_for_disabled_drivers_is_accessible(tmp_path):
    found = read(
        tmp_path, [at_bays(bay(), bay("2", "PERSONAL_VEHICLE", "DISABLED")), at_bays(bay(), bay("2")) | {"id": "2"}]
    )
    assert found.stations.table["accessible"].tolist() == ["yes", None]
