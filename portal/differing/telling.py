"""What a table of differences is called, and what its columns say, by what is held against what."""

from dataclasses import dataclass

from portal.words import Words


@dataclass(frozen=True, slots=True)
class Telling:
    """`facts` is the title of the column of facts, None where there is none; `about` says what they are."""

    title: str
    before: str
    after: str
    facts: str | None = None
    about: tuple[tuple[str, str], ...] = ()


def of_then(words: Words) -> Telling:
    return Telling(words("Khác gì so với hiện tại"), words("Khi đó"), words("Hiện tại"))


def of_what_is_supposed(words: Words) -> Telling:
    return Telling(words("Khác gì so với những gì đã có"), words("Thực tế"), words("Giả sử"), words("Do sự kiện"))


def of_what_was_rebuilt(words: Words) -> Telling:
    """The facts are those of rows, as a view has no cells of a page: of which rows, is said."""
    facts = words("Sự kiện về các hàng khác nhau")
    return Telling(
        words("Khác gì so với bản đang dùng"), words("Đang dùng"), words("Dựng lại"), facts,
        (
            (words("So với"), words("bản đang dùng, tính từ cùng những sự kiện ấy")),
            (facts, words(
                "sự kiện mà từ đó hai bản nói khác nhau về một hàng của đơn vị ở dòng ấy hoặc đơn vị bên dưới; chưa biết thì là "
                "những sự kiện cuối cùng về hàng đó; xét nhiều nhất 20 hàng của mỗi khung nhìn"
            )),
        ),
    )  # fmt: skip
