"""Electric fleets of real cities as the facts know them, apart from what reckons with them: the list of options needs only these."""

FLEETS: dict[str, dict[str, dict[str, float]]] = {
    "Almaty": {"13,000, all private": {"private": 13_000}},
    "Tashkent": {
        "55,820, all private": {"private": 55_820},
        "the same, 22 % of them part-time taxis": {"private": 55_820 * 0.78, "taxi_part_time": 55_820 * 0.22},
    },
    "Dushanbe": {
        "2,450 electric taxis alone": {"taxi": 2_450},
        "all 4,350 taxis electric, alone": {"taxi": 4_350},
        "2,450 taxis and 17,550 private": {"taxi": 2_450, "private": 17_550},
    },
}
"""Fleets of configs/facts, by city. Tashkent's 22 %: 127,400 vehicles in taxi services over 193 cars per 1,000 of 2,999,500 people."""
