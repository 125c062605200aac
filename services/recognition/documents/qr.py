"""The QR code on a paper: which modules are dark, as a drawing of paths and as a picture for programs that take none."""

from io import BytesIO
from typing import Any

mask = 3
"""Any mask can be read. Trying all eight for the evenest took nine tenths of the time of a batch of certificates."""
quiet_modules = 2
"""The standard's four need not be drawn: the paper around is white."""
png_pixels_a_module = 12


def _made(address: str) -> Any:
    """Error correction M: an eighth of the code may be stained."""
    import segno  # only who prints needs it

    return segno.make(address, error="m", micro=False, mask=mask, boost_error=False)


def modules_of(address: str) -> list[list[bool]]:
    """Rows of modules, True where dark, without a margin."""
    return [[bool(module) for module in row] for row in _made(address).matrix]


def svg_of(address: str) -> str:
    """One path of runs of dark modules: sharp at any size."""
    rows = modules_of(address)
    side = len(rows) + 2 * quiet_modules
    path = "".join(_runs(row, line + quiet_modules) for line, row in enumerate(rows))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}"/></svg>'


def _runs(row: list[bool], line: int) -> str:
    found, begun = [], None
    for place, dark in enumerate([*row, False]):
        if dark and begun is None:
            begun = place
        elif not dark and begun is not None:
            found.append(f"M{begun + quiet_modules} {line}h{place - begun}v1h{begun - place}z")
            begun = None
    return "".join(found)


def png_of(address: str) -> bytes:
    """For DOCX, which Word draws from pixels; so many a module that none is seen."""
    target = BytesIO()
    _made(address).save(target, kind="png", scale=png_pixels_a_module, border=quiet_modules)
    return target.getvalue()
