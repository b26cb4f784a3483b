from pathlib import Path

import numpy as np
import pytest

from audit.core import Audit, InputError
from audit.embed import ENCODERS, CachedEncoder, ClauseIndex, encoder

TEXTS = [
    "Біз электрондық поштаңызды сақтаймыз",
    "Мы храним адрес вашей почты",
    "The dog sleeps",
    "",
]


@pytest.mark.parametrize("name", ENCODERS)
def test_every_encoder_keeps_the_protocol(name: str) -> None:
    one, other = ENCODERS[name](), ENCODERS[name]()
    first, second = one.encode(TEXTS), other.encode(TEXTS)
    assert first.dtype == np.float32
    assert first.shape == (len(TEXTS), one.dimensions)
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(first, second)
    assert one.encode(TEXTS, queries=True).shape == first.shape
    assert one.encode([]).shape == (0, one.dimensions)
    assert one.name == name
    assert one.fingerprint == other.fingerprint
    assert one.fingerprint not in {
        ENCODERS[also]().fingerprint for also in ENCODERS if also != name
    }


def test_one_meaning_in_two_languages_is_nearer_than_another() -> None:
    kazakh, russian, other, _ = encoder().encode(TEXTS)
    assert kazakh @ russian > kazakh @ other


class Counting:
    """The bundled encoder, which counts the texts that it is asked for."""

    name, fingerprint, dimensions = "counting", "counting/1", 384
    asked = 0

    def encode(self, texts: list[str], *, queries: bool = False) -> np.ndarray:
        self.asked += len(texts)
        return encoder().encode(texts, queries=queries)


def test_vectors_in_memory_are_the_same_and_computed_once() -> None:
    inner = Counting()
    cached = CachedEncoder(inner)
    for _ in range(2):
        np.testing.assert_array_equal(cached.encode(TEXTS), encoder().encode(TEXTS))
    assert cached.encode([]).shape == (0, 384)
    assert inner.asked == len(TEXTS)


def test_memory_holds_the_texts_last_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.embed.cache._KEPT", 2)
    inner = Counting()
    cached = CachedEncoder(inner)
    for text in (TEXTS[0], TEXTS[1], TEXTS[0], TEXTS[2], TEXTS[0]):
        cached.encode([text])
    assert inner.asked == 3
    cached.encode([TEXTS[1]])
    assert inner.asked == 4


def test_the_cache_gives_the_same_vectors_and_computes_each_once(tmp_path: Path) -> None:
    inner = Counting()
    for _ in range(2):
        cached = CachedEncoder(inner, tmp_path / "v.sqlite")
        np.testing.assert_array_equal(
            cached.encode([*TEXTS, TEXTS[0]]), encoder().encode([*TEXTS, TEXTS[0]])
        )
        cached.close()
    assert inner.asked == len(TEXTS)


def test_an_unknown_model_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(InputError, match="no such sentence encoder"):
        encoder("no-such-model-anywhere")


def test_the_bundled_encoder_speaks_sentence_transformers() -> None:
    from audit.embed.e5 import as_sentence_transformer

    vectors = as_sentence_transformer().encode(TEXTS[:3])
    np.testing.assert_allclose(vectors, encoder().encode(TEXTS[:3]), atol=1e-6)


def test_search_crosses_languages(audits: dict[str, Audit]) -> None:
    index = ClauseIndex.of(audits.values(), encoder())
    best = index.search("cookies can be switched off in the browser settings", top=5)
    assert any("cookie" in hit.text.lower() and hit.policy_id == "sergekvms.kz" for hit in best)
    assert [hit.score for hit in best] == sorted((hit.score for hit in best), reverse=True)
    for hit in best:
        text = audits[hit.policy_id].document.text
        assert text[slice(*hit.span)] == hit.text
