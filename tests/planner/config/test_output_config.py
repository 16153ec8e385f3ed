"""`[output]`: an unknown language, a language named twice and a currency without a rate are refused, each by what to do."""

import pytest

from planner.config.output import OutputConfig


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"languages": ["ru", "xx"]}, "'kk'"),
        ({"languages": ["ru", "ru"]}, "names a language twice"),
        ({"languages": []}, "at least 1"),
        ({"currency": "KZT"}, "'currency' needs 'usd_rate'"),
        ({"usd_rate": 0}, "greater than 0"),
    ],
)
def test_what_cannot_be_told_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        OutputConfig.model_validate(given)
