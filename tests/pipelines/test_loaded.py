"""What the loaded model remembers of texts is bounded."""

import pytest

from watch_pipelines import loaded


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> loaded.LoadedModel:
    """The tokeniser alone, with bounds that few texts reach."""
    made = loaded.LoadedModel(None)
    met = len(made.language.vocab)
    monkeypatch.setattr(loaded, "_WORDS_KEPT", len(made.language.vocab.strings) + 100)
    monkeypatch.setattr(loaded, "_WORDS_MET", met + 2_000)
    return made


def test_first_words_are_kept_and_later_ones_let_go(model: loaded.LoadedModel) -> None:
    """The store of strings fills up to its bound and one text more, however many new words are read."""
    sizes = []
    for text in range(100):
        with model.zone():
            model.language.make_doc(" ".join(f"mot{text}x{word}" for word in range(30)))
        sizes.append(len(model.language.vocab.strings))
    assert sizes[0] < sizes[1]
    assert max(sizes) <= loaded._WORDS_KEPT + 2 * 30 * 4


def test_the_model_is_loaded_anew_before_its_table_grows_large(model: loaded.LoadedModel) -> None:
    """After many words another pipeline stands in, and reads the same."""
    first = model.language
    for text in range(100):
        with model.zone():
            words = [
                word.text
                for word in model.language.make_doc(
                    f"l'accord n° {text} " + "".join(f" mot{text}x{word}" for word in range(60))
                )
            ]
        assert words[:3] == ["l'", "accord", "n°"]
        assert len(model.language.vocab) <= loaded._WORDS_MET + 500
    assert model.language is not first
