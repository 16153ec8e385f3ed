"""Texts for people as messages: a sentence with named values, told in the language of its reader.

A message is written in English where it is needed, ``_("{path}, row {row}: no such plug", path=path, row=row)``, and is a string in that language. It
remembers the sentence and the values, so that whoever shows it later can tell it in another: `told`. Translations are gettext catalogues, one a
language, in the folder ``locale`` of the package that speaks (`Domain`). Values are formatted when the text is told: ``{share:percent}`` is
``12,5 %`` for a reader of Russian. English is what is filed and logged; only what shows a text to a reader is inside `speaking`.
"""

import gettext
import io
import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Self

LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша", "uz": "Oʻzbekcha", "ky": "Кыргызча", "tg": "Тоҷикӣ"}
"""Languages by their code (ISO 639-1), each by its own name; Uzbek in Latin letters."""
SOURCE = "en"
_WIDE = re.compile("[0-9]{3}")
"""A width of hundreds of letters: the format of a hostile file could ask for a text of any length."""

_LANGUAGE: ContextVar[str] = ContextVar("language", default=SOURCE)
_GATHERED: ContextVar["dict[str, Text] | None"] = ContextVar("gathered", default=None)
_FILED: ContextVar[Mapping[str, "Text"] | None] = ContextVar("filed", default=None)


def language() -> str:
    """Code of the language of whoever reads what is written now."""
    return _LANGUAGE.get()


def local(number: str, thousands: str = ",") -> str:
    """A number that Python wrote, ``12,345.6``, with the signs of the language of the moment; `thousands` is the sign in English."""
    if language() == SOURCE:
        return number.replace(",", thousands)
    return number.replace(",", "\u202f").replace(".", ",").replace("%", "\u202f%")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Tell messages in a language, one of `LANGUAGES`; as before after it."""
    token = _LANGUAGE.set(code)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


class Text(str):
    """A message as it reads in the language in which it was made, with what it needs to be told in another.

    Attributes
    ----------
    domain : Domain
        Whose catalogue translates it.
    message : tuple of str
        Sentence in English with named values; a second one for several things (`Domain.plural`).
    values : dict
        Strings, texts, numbers, None, by name; ``n`` counts where there are two sentences.
    context : str or None
        What tells apart words that are the same in English.
    """

    __slots__ = ("context", "domain", "message", "values")
    domain: "Domain"
    message: tuple[str, ...]
    values: Mapping[str, Any]
    context: str | None

    def __new__(
        cls, domain: "Domain", message: tuple[str, ...], values: Mapping[str, Any], context: str | None = None
    ) -> Self:
        """Tell it in the language of the moment."""
        kept = {name: _kept(value) for name, value in values.items()}
        text = super().__new__(cls, domain.tell(message, kept, context))
        text.domain, text.message, text.values, text.context = domain, message, kept, context
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process by sentence and values."""
        return (Text, (self.domain, self.message, dict(self.values), self.context))

    def told(self) -> str:
        """The same in the language of the moment."""
        return self.domain.tell(self.message, self.values, self.context)


class Domain:
    """The texts of one package: what it says in English, and its catalogues beside it.

    Parameters
    ----------
    package : str
        Package with the folder ``locale``, in which ``ru.po`` and its kin lie.
    formats : mapping of str to callable, optional
        Words behind the colon of a value, ``{cost:money}``, and what writes such a value.
    """

    def __init__(self, package: str, formats: Mapping[str, Callable[[Any], str]] | None = None) -> None:
        self.package = package
        self.formats = dict(formats or {})
        self._writer = _Writer(self.formats)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process by name; it has the same formats there."""
        return (_domain, (self.package,))

    def __call__(self, message: str, /, **values: Any) -> str:
        """Make a message, a `Text`; every value is named in the sentence.

        Raises
        ------
        KeyError
            The sentence names a value that is not given.
        """
        return self._made((message,), values, None)

    def plural(self, one: str, many: str, /, n: int, **values: Any) -> str:
        """Make a message about `n` things; languages with more forms than two have them in their catalogue."""
        return self._made((one, many), {**values, "n": n}, None)

    def within(self, context: str, message: str, /, **values: Any) -> str:
        """Make a message whose English words mean something else elsewhere."""
        return self._made((message,), values, context)

    def term(self, message: str) -> str:
        """Make a message for a constant of a module, in English whoever the reader is when it is loaded; shown through `told` or as a value."""
        with speaking(SOURCE):
            return Text(self, (message,), {})

    def figure(self, value: float, digits: int) -> str:
        """A figure with so many digits after the point and its thousands apart, in the signs of the language of the moment."""
        return self._made((f"{{figure:,.{digits}f}}",), {"figure": value}, None)

    def joined(self, between: str, parts: Sequence[object]) -> str:
        """Set texts beside each other: sentences, or entries of a list; each is told in its own words."""
        between = between.replace("{", "{{").replace("}", "}}")
        return self._made(
            (between.join(f"{{part_{at}}}" for at in range(len(parts))),),
            {f"part_{at}": part for at, part in enumerate(parts)},
            None,
        )

    def tell(self, message: tuple[str, ...], values: Mapping[str, Any], context: str | None = None) -> str:
        """Text of a message in the language of the moment."""
        code = language()
        sentence = message[0] if len(message) == 1 or values["n"] == 1 else message[1]
        if code != SOURCE and sentence:  # of nothing, gettext tells the header of the catalogue
            known = catalogue(self.package, code)
            if len(message) > 1:
                sentence = known.ngettext(message[0], message[1], values["n"])
            else:
                sentence = known.pgettext(context, message[0]) if context else known.gettext(message[0])
        return self._writer.vformat(sentence, (), values) if values else sentence

    def _made(self, message: tuple[str, ...], values: Mapping[str, Any], context: str | None) -> Text:
        text = Text(self, message, values, context)
        gathered = _GATHERED.get()
        if gathered is not None:
            gathered[str(text)] = text
        return text


class _Writer(string.Formatter):
    """Values into a sentence: texts in the language of the moment, numbers by the words behind the colon."""

    def __init__(self, formats: Mapping[str, Callable[[Any], str]]) -> None:
        self._formats = formats

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        """Value of a name; a message of a file may be hostile, and reaches nothing but its values."""
        if not field_name.isidentifier():
            raise ValueError(f"{field_name[:40]!r} is no name of a value")
        return self.get_value(field_name, args, kwargs), field_name

    def convert_field(self, value: Any, conversion: Any) -> Any:
        """Set a value in quotes, a text in the language of the moment."""
        return super().convert_field(value.told() if isinstance(value, Text) else value, conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write one value."""
        if _WIDE.search(format_spec):
            raise ValueError(f"{format_spec[:40]!r} is no format of a value")
        if format_spec in self._formats:
            return self._formats[format_spec](value)
        if isinstance(value, Text):
            value = value.told()
        shown = format(value, format_spec)
        return local(shown) if isinstance(value, (int, float)) else shown


@cache
def catalogue(package: str, code: str) -> gettext.NullTranslations:
    """Translations of a package; where there is no file, all texts stay as they are.

    Raises
    ------
    babel.messages.pofile.PoFileError
        The catalogue is damaged.
    """
    from babel.messages import mofile, pofile  # noqa: PLC0415  only where another language is spoken

    file = resources.files(package) / "locale" / f"{code}.po"
    if not file.is_file():
        return gettext.NullTranslations()
    with file.open("rb") as stream:
        read = pofile.read_po(stream, locale=code, abort_invalid=True)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, read)
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))


def told(text: object) -> str:
    """Tell a text, or an error, in the language of the moment; what is no message stays as it is.

    A string that was filed is told by the message it was made from, inside `filed`.
    """
    if isinstance(text, BaseException):
        text = message_of(text)
    if isinstance(text, Text):
        return text.told()
    known = (_FILED.get() or {}).get(str(text))
    return known.told() if known is not None else str(text)


@contextmanager
def gathering() -> Iterator[dict[str, Text]]:
    """Collect the messages made inside, by their text, to be filed beside it; who collects around it has them as well."""
    gathered: dict[str, Text] = {}
    around = _GATHERED.get()
    token = _GATHERED.set(gathered)
    try:
        yield gathered
    finally:
        _GATHERED.reset(token)
        if around is not None:
            around.update(gathered)


def collected(messages: Mapping[str, Text]) -> None:
    """Count messages that another process made among those that are collected here."""
    around = _GATHERED.get()
    if around is not None:
        around.update(messages)


@contextmanager
def filed(messages: Mapping[str, Text]) -> Iterator[None]:
    """Let `told` know the messages that strings were made from."""
    token = _FILED.set(messages)
    try:
        yield
    finally:
        _FILED.reset(token)


def message_of(error: BaseException) -> str:
    """What an error says: the message it was made with where it has one."""
    first = error.args[0] if error.args else None
    said = getattr(error, "message", first)
    return said if isinstance(said, Text) else str(error)


def _kept(value: Any) -> Any:
    """A value as it can be filed, sent and told again: texts, strings, numbers, None; anything else as its string."""
    if isinstance(value, BaseException):
        return message_of(value)
    if value is None or isinstance(value, (str, bool, int, float, list, tuple, set, dict, date, timedelta)):
        return value
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 else str(value)


_DOMAINS: dict[str, Domain] = {}


def domain(package: str, formats: Mapping[str, Callable[[Any], str]] | None = None) -> Domain:
    """The texts of a package, one for all who ask; formats may be told later than the first message is made."""
    known = _DOMAINS.setdefault(package, Domain(package))
    known.formats.update(formats or {})
    return known


def known_domain(package: str) -> Domain:
    """The texts of a package that a file names.

    Raises
    ------
    KeyError
        No such package speaks here: nothing is imported by a name from a file.
    """
    return _DOMAINS[package]


def _domain(package: str) -> Domain:
    import importlib  # noqa: PLC0415

    importlib.import_module({"planner": "planner.support.speech"}.get(package, __name__))
    return _DOMAINS[package]


_ = domain("geodata")
"""Messages of this package: ``_("{n} roads", n=3)``."""
