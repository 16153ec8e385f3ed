"""What things are called: invented or everyday words in Russian, Kazakh and Latin letters, after no living person."""

from geodata.sources.synthetic.dice import Dice

STEMS = (
    ("Достык", "Достық", "Dostyk"),
    ("Бейбитшилик", "Бейбітшілік", "Beibitshilik"),
    ("Тауелсиздик", "Тәуелсіздік", "Tauelsizdik"),
    ("Жибек Жолы", "Жібек Жолы", "Zhibek Zholy"),
    ("Байтерек", "Бәйтерек", "Baiterek"),
    ("Наурыз", "Наурыз", "Nauryz"),
    ("Самал", "Самал", "Samal"),
    ("Арай", "Арай", "Arai"),
    ("Коктем", "Көктем", "Koktem"),
    ("Кызгалдак", "Қызғалдақ", "Kyzgaldak"),
    ("Сарыарка", "Сарыарқа", "Saryarka"),
    ("Улы Дала", "Ұлы Дала", "Uly Dala"),
    ("Керуен", "Керуен", "Keruen"),
    ("Шанырак", "Шаңырақ", "Shanyrak"),
    ("Алтын Дан", "Алтын Дән", "Altyn Dan"),
    ("Акбулак", "Ақбұлақ", "Akbulak"),
    ("Карагаш", "Қарағаш", "Karagash"),
    ("Жулдыз", "Жұлдыз", "Zhuldyz"),
    ("Мереке", "Мереке", "Mereke"),
    ("Тулпар", "Тұлпар", "Tulpar"),
    ("Сункар", "Сұңқар", "Sunkar"),
    ("Домбыра", "Домбыра", "Dombyra"),
    ("Ынтымак", "Ынтымақ", "Yntymak"),
    ("Болашак", "Болашақ", "Bolashak"),
    ("Жайлау", "Жайлау", "Zhailau"),
    ("Кокжиек", "Көкжиек", "Kokzhiek"),
    ("Аккайнар", "Аққайнар", "Akkainar"),
    ("Тандай", "Таңдай", "Tandai"),
    ("Балауса", "Балауса", "Balausa"),
    ("Ботакоз", "Ботакөз", "Botakoz"),
)
PLAIN = (
    "Степная", "Садовая", "Речная", "Вокзальная", "Полевая", "Тополиная", "Озёрная", "Базарная", "Мельничная", "Новая",
    "Заречная", "Яблоневая", "Кольцевая", "Школьная", "Солнечная", "Тихая", "Ключевая", "Песчаная", "Ветровая", "Луговая",
)  # fmt: skip
FUEL = ("Дала Ойл", "Жол Мунай", "Керуен Газ", "Степь-Нефть", "Sary Petrol")
SHOPS = ("Дастархан", "Береке Маркет", "Тандыр", "Наш Двор", "Kok Market", "Алма")
MALLS = (
    ("Sarytau Mall", "Sarytau Mall"),
    ("ТРЦ «Керуен-Сити»", "Keruen City Mall"),
    ("ТРЦ «Дала»", "Dala Mall"),
    ("ТД «Шанырак»", "Shanyrak Trade House"),
    ("ТРЦ «Самал»", "Samal Mall"),
    ("ТРК «Арка»", "Arka Mall"),
    ("ТЦ «Левобережный»", "Left Bank Centre"),
    ("ТРЦ «Жулдыз»", "Zhuldyz Mall"),
    ("ТЦ «Восток»", "Vostok Centre"),
)
HOTELS = (
    "Гостиница «Степь»",
    "Отель «Караван»",
    "Grand Sarytau",
    "Гостиница «Речная»",
    "Отель «Акбулак»",
    "Tulpar Inn",
    "Гостиница «Вокзальная»",
    "Отель «Мереке»",
)
DISTRICTS = (
    ("Орталык", "Орталық", "Ortalyk"),
    ("Ескикала", "Ескіқала", "Eskikala"),
    ("Самал", "Самал", "Samal"),
    ("Шыгыс", "Шығыс", "Shygys"),
    ("Онтустик", "Оңтүстік", "Ontustik"),
    ("Вокзальный", "Вокзал маңы", "Vokzalny"),
    ("Заречный", "Өзен арты", "Zarechny"),
)


def avenue(number: int, road_class: str) -> dict[str, str]:
    """Tags that name a main street; the first thirty have three languages."""
    if road_class == "trunk":
        return {"name": "Кольцевая дорога", "name:kk": "Айналма жол", "name:en": "Ring Road"}
    if number < len(STEMS):
        russian, kazakh, latin = STEMS[number]
        kind = ("проспект", "даңғылы", "Avenue") if road_class == "primary" else ("улица", "көшесі", "Street")
        return {"name": f"{kind[0]} {russian}", "name:kk": f"{kazakh} {kind[1]}", "name:en": f"{latin} {kind[2]}"}
    return {"name": f"{PLAIN[number % len(PLAIN)]} улица"}


def lane(number: int, dice: Dice) -> dict[str, str]:
    """Tags that name a small street; a quarter of them have no name, as in the field."""
    if dice.chance(0.25):
        return {}
    plain = PLAIN[number % len(PLAIN)]
    turn = number // len(PLAIN)
    return {"name": f"{turn}-я {plain} улица" if turn else f"{plain} улица"}
