"""The catalogues as files, and that each fault in them is found."""

import re
import shutil
from pathlib import Path
from string import Formatter

import pytest

from kpilib.errors import ReportError
from kpilib.intake.notes import SENTENCES
from kpilib.language import LANGUAGES, check_catalogues
from kpilib.language.catalogues import FOLDER, load_catalogue, placeholders


def texts(code: str) -> dict[str, list[str]]:
    catalogue = load_catalogue(code)
    say, say_many = catalogue.translations.gettext, catalogue.translations.ngettext
    return {
        key: [say_many(key, key, 1), say_many(key, key, 2)] if key in catalogue.plural_keys else [say(key)]
        for key in catalogue.keys
    }


def test_the_catalogues_are_sound():
    assert check_catalogues() == []


def test_the_three_files_hold_the_same_keys_in_the_same_order():
    orders = [re.findall(r'^msgid "(.+)"$', (FOLDER / f"{c}.po").read_text("utf-8"), re.M) for c in LANGUAGES]
    assert orders[0] == orders[1] == orders[2]
    assert len(orders[0]) == len(load_catalogue("en").keys)


def test_every_counted_noun_has_its_bare_plural():
    keys = load_catalogue("en").keys
    counted = {key.removeprefix("noun.") for key in keys if key.startswith("noun.")}
    assert counted == {key.removeprefix("nouns.") for key in keys if key.startswith("nouns.")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "catalogues"))


def change(folder: Path, code: str, old: str, new: str) -> None:
    path = folder / f"{code}.po"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


HELP = 'msgid "effect.what_would_help"\n'
ATTENTION = 'msgstr[1] "{n} tapahtumaa vaatii huomiota."'


HELPS = "effect.what_would_help"
SPANISH = 'msgstr "Qué ayudaría: {helps}."'
CHANCE = "happens about {chance} of"


@pytest.mark.parametrize(
    ("code", "old", "new", "problem"),
    [
        ("fi", "auttaisi: {helps}", "auttaisi: {help}", f"fi: {HELPS} differs in placeholders: help, helps"),
        ("es", "ayudaría: {helps}", "ayudaría: ", f"es: {HELPS} differs in placeholders: helps"),
        ("es", SPANISH, 'msgstr "{helps} {x.y}"', f"es: {HELPS} differs in placeholders: {{x.y}}"),
        ("es", SPANISH, 'msgstr "{helps} {"', f"es: {HELPS} differs in placeholders: {{"),
        ("es", SPANISH, 'msgstr ""', f"es: {HELPS} is empty"),
        ("en", HELP, "#, fuzzy\n" + HELP, f"en: {HELPS} is fuzzy"),
        ("fi", ATTENTION, 'msgstr[1] ""', "fi: index.attention_count is empty"),
        ("fi", ATTENTION + "\n", "", "fi: index.attention_count is empty"),
        ("en", HELP, 'msgid "effect.other"\n', f"{HELPS} is missing in en"),
        ("en", HELP, 'msgid "x"\nmsgstr "y"\n\nmsgid "x"\nmsgstr "y"\n\n' + HELP, "en: x stands twice"),
        (
            "es",
            HELP + SPANISH,
            HELP + f'msgid_plural "{HELPS}"\nmsgstr[0] "{{helps}}"\nmsgstr[1] "{{helps}}"',
            f"{HELPS} has two forms in some languages only",
        ),
        ("en", CHANCE, "happens about {chances} of", "es: target.missed differs in placeholders: chances"),
    ],
)
def test_each_fault_is_found(folder, code, old, new, problem):
    assert check_catalogues(folder) == []
    change(folder, code, old, new)
    assert problem in check_catalogues(folder)


def test_a_file_that_cannot_be_read_is_one_problem(folder):
    (folder / "fi.po").unlink()
    (problem,) = check_catalogues(folder)
    assert problem == (
        "catalogue fi.po: a file that cannot be read (No such file or directory), "
        "expected a gettext catalogue in UTF-8. Restore or mend it."
    )
    (folder / "fi.po").write_text("not a catalogue\n", "utf-8")
    with pytest.raises(ReportError, match=r"^catalogue fi\.po: a file that cannot be read \(.+\), expected"):
        load_catalogue("fi", folder)


def test_placeholders_are_names_in_braces():
    assert placeholders("{a} of {n_x}: {a}") == {"a", "n_x"}
    assert placeholders("{} {A} {a!r} }") == {"{}", "{A}", "{a!r}", "}"}


# Style that a machine can see; the rest was read.
STYLE = {
    "a straight quotation mark or apostrophe": r"[\"']",
    "three dots": r"\.\.\.",
    "a hyphen for a minus or a dash": r"(?<!\w)-(?=\d)| - |\d-\d",
    "two spaces, or one at an end": r"  |^ | $",
    "a space before a mark": r" [,.;!]",
    "an exclamation mark": r"!",
}
WORDS = {
    "es": r"\b(significativ\w+|coste|costes|vídeo|cualificad\w+|dueñ\w+|reporte|ordenador|computadora|tú|vos"
    r"|file|from\.\.to|evidencia|eventual\w*|asumir|remover|feedback|inscripci\w+|ratio|estimamos|nuestr\w+)\b",
    "fi": r"\b(rekisteröityne\w+|osallistumisaste|merkitsevästi|todista\w*|nosto|sinä|sinun|omistaja|aktio"
    r"|file|from\.\.to|eventuaali\w+|potentiaali\w+|relevan\w+|data\w*|jopa)\b|\d:\w|%:",
    "en": r"\b(significant\w*|proven|success\w*|turnout|uplift|unfortunately|per cent|metric\w*|we|our|us)\b",
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_typography(code):
    found = {
        (key, fault)
        for key, forms in texts(code).items()
        for fault, pattern in STYLE.items()
        for form in forms
        if re.search(pattern, form)
    }
    assert found == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_to_avoid(code):
    # "what we know", "our" in plain readings speak for the organisation, not for the kit.
    spared = {"term.adjusted_difference.reading", "term.event_window.reading", "term.fit_period.reading"}
    spared |= {"term.leading.reading"}
    found = {
        key
        for key, forms in texts(code).items()
        for form in forms
        if re.search(WORDS[code], re.sub(r"\{\w+\}", "", form), re.IGNORECASE)
    }
    assert found - spared == set()


def test_spanish_questions_have_both_marks_and_inserted_nouns_no_adjective():
    for forms in texts("es").values():
        for form in forms:
            assert form.count("?") == form.count("¿")
            assert not re.search(r"\b(unos|unas|algunos|los|las) \{", form)


def test_percent_signs_stand_as_each_language_writes_them():
    for code in LANGUAGES:
        wrong = r"\d[\s\u00a0]%" if code == "en" else r"\d(?!\u00a0)\s?%"
        assert [k for k, forms in texts(code).items() if any(re.search(wrong, f) for f in forms)] == []


def test_remarks_on_files_use_what_their_warnings_hold():
    """A page says a warning of a file in its own words; it knows no other values than the command line."""
    for code in LANGUAGES:
        known = texts(code)
        for warning, sentence in SENTENCES.items():
            said = known.get(f"note.{warning}", [])
            held = {name.partition(":")[0] for _, name, _, _ in Formatter().parse(sentence) if name}
            assert all(placeholders(text) <= held for text in said), (code, warning)
            # Nothing of such a file is kept, so that no page tells of it.
            assert said or warning == "no_event", (code, warning)
