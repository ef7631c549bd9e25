"""DRUG rows from the FDA's NDC directory: the product file in, rows of an extra pattern file out.

`imr_nlp.lexicon.ndc` streams the file, `Lexicon` collects names and ingredients and gives the rows; `imr_nlp.commands` has
them written. Start with `Lexicon.rows`. What a row says is the directory's (ingredients, schedule) or that of the package's row
with the same ingredients (drug class); nothing is inferred from a name.

>>> from imr_nlp.lexicon import Lexicon
>>> from imr_nlp.lexicon.ndc import Product
>>> lexicon, salt = Lexicon(), "Exampline Hydrochloride"
>>> lexicon.add(Product("Zexample", "ER", salt, salt.upper(), "ORAL", "CIV", "HUMAN PRESCRIPTION DRUG", "NDA"))
>>> [(row["id"], row["terms"], row["dea_schedule"]) for row in lexicon.rows()]
[('exampline', ['Exampline', 'Zexample'], 'IV')]
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from imr_nlp.lexicon.ndc import Product
from imr_nlp.normalize import collapse
from imr_nlp.normalize.doses import strengths
from imr_nlp.rules import schema
from imr_nlp.rules.load import Row, read_rows
from imr_nlp.text.parentheses import without_parentheses

# The drugs that are there already, with dose forms and modifiers.
_PATTERNS = ("drugs.jsonl", "drug_modifiers.jsonl", "fragments.jsonl", "dosage.jsonl")
_LONGEST_NAME, _MOST_WORDS, _FEWEST_LETTERS = 200, 8, 4
# Of the products with a name, how many must have the same ingredients.
_AGREEMENT = 0.9
# A drug's ingredients joined by "/" and "-" are names too, up to so many.
_MOST_JOINED = 3

_HUMAN = ("HUMAN PRESCRIPTION DRUG", "HUMAN OTC DRUG")
_SCHEDULES = ("I", "II", "III", "IV", "V")
# Routes by which a drug is taken as its plain row in the package has it, and what tells other rows from that one.
_SYSTEMIC = {"ORAL", "INTRAVENOUS", "INTRAMUSCULAR"}
_OTHER_ROUTES = tuple(
    f"({route})" for route in ("topical", "transdermal", "ophthalmic", "nasal", "inhaled", "rectal", "vaginal", "otic")
)

_UNIT = r"(?:mgs?|mcg|gm?|ml|meq|units?|iu|unt|%)"
_PER = rf"(?:{_UNIT}|hr?|hours?|l|actuation|spray)"
_STRENGTH = re.compile(rf"(?:^|[\s,])\d[\d.,]*\s?{_UNIT}?(?:\s?[-/]\s?(?:\d[\d.,]*\s?{_PER}?|{_PER}))*$", re.IGNORECASE)
_NOT_IN_NAMES = dict.fromkeys([*map(ord, '®™©"“”*'), *range(0x20), 0x7F], " ")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# What stands between the members of a list; names are joined by other marks too.
_LIST = (" and ", " with ", " & ", ",")
_JOINTS = (*_LIST, "/", "&", "+")
_GREEK = ("alpha", "beta", "gamma", "delta", "omega")


@dataclass
class _Group:
    """What the products with one set of ingredients say."""

    orders: Counter[tuple[str, ...]] = field(default_factory=Counter)
    schedules: Counter[str | None] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)


@dataclass
class _Name:
    """A name of the directory: how it is spelt, and how many products of which ingredients have it."""

    spellings: Counter[str] = field(default_factory=Counter)
    drugs: Counter[tuple[str, ...]] = field(default_factory=Counter)


class Lexicon:
    """Collects products; see the module. `counts` has how many, and names, were read, used and left out, by cause."""

    def __init__(self) -> None:
        rows, common = _read(_PATTERNS), _read(["common_words.jsonl"])
        drugs = _of(rows, "DRUG")
        self.counts: Counter[str] = Counter()
        self._groups: defaultdict[tuple[str, ...], _Group] = defaultdict(_Group)
        self._names: defaultdict[str, _Name] = defaultdict(_Name)
        self._ids = {row["id"] for row in drugs}
        self._known = {_key(term) for row in drugs for term in (*row["terms"], *row.get("misspellings", ()))}
        self._by_ingredients: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in drugs:
            self._by_ingredients[tuple(sorted(row["ingredients"]))].append(row)
        # What the package calls a substance: by the name of an ingredient, else by a term of a row with that one only.
        self._substances = {
            _key(term): row["ingredients"][0] for row in drugs if len(row["ingredients"]) == 1 for term in row["terms"]
        }
        self._substances |= {name: name for row in drugs for name in row["ingredients"]}
        self._salts = {w.lower() for row in (*rows, *common) if row["label"] == "DRUG_MODIFIER" for w in row["terms"]}
        self._modifiers = {w.lower() for row in _of(rows, "DRUG_MODIFIER") for w in row["terms"]}
        self._forms = {term.lower() for row in _of(rows, "FORM") for term in row["terms"]} | {"usp", "nf"}
        packaging = self._salts | {word for form in self._forms for word in form.split()}
        self._claims = packaging | {w.lower() for row in common if row.get("claim") for w in row["terms"]}
        self._common = packaging | {w.lower() for row in _of(common, "COMMON_WORD") for w in row["terms"]}
        # Files repeat most of their substances and names thousands of times.
        self._base: Callable[[str], str] = lru_cache(maxsize=65536)(self.base_name)
        self._clean: Callable[..., str] = lru_cache(maxsize=65536)(self.clean_name)

    def add_all(self, products: Iterable[Product | None]) -> None:
        """Take products; None counts as an incomplete line."""
        for product in products:
            if product is None:
                self.counts["products read"] += 1
                self.counts["products incomplete"] += 1
            else:
                self.add(product)

    def add(self, product: Product) -> None:
        """Take a product, if it is a human prescription or over-the-counter drug with ingredients and not homeopathic."""
        self.counts["products read"] += 1
        if not product.kind.upper().startswith(_HUMAN):
            self.counts["products not human drugs"] += 1
            return
        if "HOMEOPATHIC" in product.category.upper():
            self.counts["products homeopathic"] += 1
            return
        ingredients = self._ingredients(product)
        if not ingredients:
            self.counts["products without ingredients"] += 1
            return
        drug = tuple(sorted(ingredients))
        group = self._groups[drug]
        group.orders[ingredients] += 1
        group.schedules[_schedule(product.schedule)] += 1
        group.routes.update(route.strip().upper() for route in product.route.split(";"))
        self.counts["products used"] += 1
        named = product.suffix.lower() in self._modifiers or product.name.lower().endswith(product.suffix.lower())
        brand = product.name if named else f"{product.name} {product.suffix}"
        names = {self._clean(brand, drug), self._clean(product.nonproprietary, drug)}
        if len(ingredients) <= _MOST_JOINED:
            names |= {"/".join(ingredients), "-".join(ingredients)}
        for name in names - {""}:
            entry = self._names[_key(name)]
            entry.spellings[name] += 1
            entry.drugs[drug] += 1

    def rows(self) -> list[Row]:
        """The rows, one for each set of ingredients, sorted; the same whatever the order of the products.

        RETURNS (list[dict]): DRUG rows with terms that the package does not have; `counts` then holds the names too.
        """
        terms: defaultdict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for count in [count for count in self.counts if count.startswith("names")]:
            del self.counts[count]
        for key, name in self._names.items():
            drug, cause = self._verdict(key, name)
            self.counts[f"names {cause}"] += 1
            if drug is not None:
                spelling = min(name.spellings, key=lambda s: (s.isupper(), -name.spellings[s], s))
                terms[drug].append((spelling, cause))
        rows = [self._row(drug, names) for drug, names in terms.items()]
        self.counts["rows"] = len(rows)
        return sorted(rows, key=lambda row: str(row["id"]))

    def base_name(self, substance: str) -> str:
        """A substance's name in lower case without its salt, as the package calls it; "potassium citrate" is kept."""
        name = _key(substance)
        for letter in _GREEK:
            name = name.replace(f".{letter}.", letter)
        name = name.strip(" .,;")
        last, comma, first = name.partition(", ")
        name = f"{first} {last}" if comma and f"{first} {last}" in self._substances else name
        words = name.split()
        while " ".join(words) not in self._substances and len(words) > 1:
            if words[0] == "anhydrous":
                del words[0]
            elif words[-1] in self._salts and not all(word in self._salts or word in self._common for word in words[:-1]):
                del words[-1]
            else:
                break
        name = " ".join(words)
        return str(self._substances.get(name, name))

    def clean_name(self, name: str, drug: tuple[str, ...] = ()) -> str:
        """A product's name without marks, strength, dose form, and the salt and release words that a name may take along.

        name (str): as in the directory.
        drug (tuple[str, ...]): its ingredients, whose own words stay ("Oyster Shell Calcium").
        RETURNS (str): the name; empty if there is none, unchanged if it is too long for one.
        """
        name = collapse(name.replace("’", "'").translate(_NOT_IN_NAMES))
        if len(name) > _LONGEST_NAME:
            return name
        name = without_parentheses(without_parentheses(name, " "), " ", "[]")
        name = "/".join(map(collapse, name.split("/"))).strip(" ,;.-/&")
        own = {word for ingredient in drug for word in ingredient.split()}
        while True:
            strength = _STRENGTH.search(name)
            # Left in a name, "5/325" would be no dose; a number alone may be part of one ("Humulin 50").
            if strength is not None and strength.start() and _is_strength(strength.group()):
                name = name[: strength.start()].strip(" ,;.-/&")
                continue
            words = name.split()
            for n in (3, 2, 1):
                tail = " ".join(words[-n:]).lower()
                rest = [word.lower().strip(",;") for word in words[:-n]]
                is_tail = tail in self._forms or (tail in self._modifiers and tail not in own)
                if is_tail and rest and not all(word in self._salts or word in self._common for word in rest):
                    name = " ".join(words[:-n]).strip(" ,;.-/&")
                    break
            else:
                return name

    def _ingredients(self, product: Product) -> tuple[str, ...]:
        """Base names in the order of the nonproprietary name, which is that of the strengths in a prescription."""
        names = dict.fromkeys(self._base(name) for name in product.substances.split(";") if name.strip())
        if not names:  # a kit names none; what the package knows as ingredients is taken from its name
            parts = [self._base(self._clean(part)) for part in _parts(product.nonproprietary, _JOINTS)]
            known = self._substances.values()
            names = dict.fromkeys(parts if all(part in known for part in parts) else ())
        written = product.nonproprietary.lower()
        places = {name: written.find(name.split()[0]) for name in names}
        if -1 not in places.values():
            return tuple(sorted(names, key=lambda name: (places[name], name)))
        return tuple(sorted(names))

    def _verdict(self, key: str, name: _Name) -> tuple[tuple[str, ...] | None, str]:
        """Whose name it is and that it is "given" or "ambiguous", or None and the cause why it is left out."""
        words = [word for word in _WORD.findall(key) if len(word) > 1]
        if key in self._known:
            return None, "in the package"
        if sum(map(str.isalpha, key)) < _FEWEST_LETTERS:
            return None, "too short"
        if len(key) > _LONGEST_NAME or len(key.split()) > _MOST_WORDS:
            return None, "too long"
        uncommon = [word for word in words if word not in self._common]
        if not uncommon:
            return None, "ordinary words"
        # The name of a substance is that substance's, also where a product with more in it has it.
        drug: tuple[str, ...] = (self._base(key),)
        if drug not in name.drugs:
            drug = min(name.drugs, key=lambda other: (-name.drugs[other], other))
            if name.drugs[drug] < _AGREEMENT * name.drugs.total():
                return None, "of several drugs"
        if len(drug) > 1 and all(self._base(self._clean(part)) in drug for part in _parts(key, _LIST)):
            return None, "lists of ingredients"  # in prose these are several drugs; "a/b" and "a-b" are names
        substances = {word for ingredient in drug for word in _WORD.findall(ingredient) if word not in self._common}
        if not substances.isdisjoint(words):
            others = [word for word in words if word not in substances]
            if len(drug) == 1 and others and all(word in self._claims for word in others):
                return None, "an ingredient and claims"
            return drug, "given"
        return drug, "given" if 2 * len(uncommon) > len(words) else "ambiguous"

    def _row(self, drug: tuple[str, ...], names: list[tuple[str, str]]) -> Row:
        group = self._groups[drug]
        packaged = self._by_ingredients.get(drug, [])
        plain = "+".join(drug)
        order = min(group.orders, key=lambda other: (-group.orders[other], other))
        row: Row = {
            "label": "DRUG",
            "id": f"{plain} (ndc)" if plain in self._ids else plain,
            "terms": sorted((name for name, _ in names), key=lambda name: (name.lower(), name)),
            "ingredients": list(packaged[0]["ingredients"] if packaged else order),
            "drug_class": _drug_class(plain, packaged, group.routes),
            "dea_schedule": _group_schedule(packaged, group.schedules),
        }
        ambiguous = sorted((name for name, cause in names if cause == "ambiguous"), key=lambda name: (name.lower(), name))
        return {**row, "ambiguous": ambiguous} if ambiguous else row


def summary(counts: Counter[str]) -> str:
    """A line about what was read, given and left out, by the counts of a `Lexicon` that gave its rows."""
    given = counts["names given"] + counts["names ambiguous"]
    products = _causes(counts, "products ", ("not human drugs", "homeopathic", "without ingredients", "incomplete"))
    causes = (
        "in the package",
        "ordinary words",
        "an ingredient and claims",
        "lists of ingredients",
        "of several drugs",
        "too short",
        "too long",
    )
    names = _causes(counts, "names ", causes)
    return (
        f"{counts['products read']} products read, {counts['products used']} used (left out: {products}); "
        f"{counts['rows']} rows, {given} names, {counts['names ambiguous']} of them ambiguous (left out: {names})"
    )


def _read(names: Sequence[str]) -> list[Row]:
    """Rows of any label, as they stand in the files."""
    return [row.to_dict() for row in read_rows(names, (schema.Row,))]


def _of(rows: Iterable[Row], label: str) -> list[Row]:
    return [row for row in rows if row["label"] == label]


def _causes(counts: Counter[str], kind: str, causes: Iterable[str]) -> str:
    return ", ".join(f"{counts[kind + cause]} {cause}" for cause in causes if counts[kind + cause]) or "none"


def _parts(text: str, joints: Iterable[str]) -> list[str]:
    """The members of a list."""
    text = text.lower()
    for joint in joints:
        text = text.replace(joint, ";")
    return [part.strip() for part in text.split(";") if part.strip()]


def _is_strength(text: str) -> bool:
    """Whether figures are more than a number: one with a unit, or two."""
    return "/" in text or any(number.unit for number in strengths(text))


def _key(name: str) -> str:
    """A name as pattern rows compare it."""
    return collapse(name.lower().replace("’", "'"))


def _schedule(text: str) -> str | None:
    """The federal schedule in the package's form: "II" for "CII"."""
    schedule = text.upper().removeprefix("C").lstrip("- ").removesuffix("N")
    return schedule if schedule in _SCHEDULES else None


def _group_schedule(packaged: list[Row], schedules: Counter[str | None]) -> str | None:
    """The directory's schedule where its products agree, else the package's, else the strictest one given."""
    if len(schedules) == 1:
        (schedule,) = schedules
        if schedule is not None or not packaged:
            return schedule
    known = {row.get("dea_schedule") for row in packaged}
    if len(known) == 1:
        schedule = known.pop()
        return schedule if isinstance(schedule, str) else None
    return min((schedule for schedule in schedules if schedule), key=_SCHEDULES.index, default=None)


def _drug_class(plain: str, packaged: list[Row], routes: set[str]) -> str | None:
    """The class of the package's rows with these ingredients, where it is one.

    Where the rows differ by route only ("diclofenac", "diclofenac (topical)") and all products are taken by mouth or vein,
    it is that of the plain row.
    """
    classes = {row.get("drug_class") for row in packaged}
    by_route = all(row["id"] == plain or row["id"].endswith(_OTHER_ROUTES) for row in packaged)
    if len(classes) > 1 and by_route and routes <= _SYSTEMIC:
        classes = {row.get("drug_class") for row in packaged if row["id"] == plain}
    found = classes.pop() if len(classes) == 1 else None
    return found if isinstance(found, str) else None
