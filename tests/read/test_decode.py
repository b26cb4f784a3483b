import pytest

from audit.core import InputError
from audit.read.decode import canonical, decode

KAZAKH = "Дербес деректерді өңдеу тәртібі: ұйым пайдаланушылардың мәліметтерін қорғайды. " * 5
RUSSIAN = "Порядок обработки персональных данных: организация защищает сведения. " * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "kz1048"])
def test_kazakh_text_is_read_in_any_encoding(encoding: str) -> None:
    assert canonical(decode(KAZAKH.encode(encoding))) == KAZAKH


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "utf-16-be"])
def test_russian_text_is_read_in_any_encoding(encoding: str) -> None:
    assert canonical(decode(RUSSIAN.encode(encoding))) == RUSSIAN


@pytest.mark.parametrize("data", [b"", b" \n\t "])
def test_nothing_is_called_empty(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, where="x.txt")
    assert caught.value.code == "empty"
    assert caught.value.remedy


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + bytes(64), bytes(range(256)) * 8, b"PK\x03\x04 zip"]
)
def test_binary_is_called_binary(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, where="x.txt")
    assert caught.value.code == "binary"


def test_canonical_text_is_nfc_with_line_feeds_and_no_controls() -> None:
    assert canonical("и\u0306\r\nа\rб\0") == "й\nа\nб\ufffd"
