"""Each shape as the draw kernel takes it: a kind, a few numbers, where to look up."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pmrisk.model import shapes
from pmrisk.sampling import draws as d
from pmrisk.sampling.draws import Float64, Source
from pmrisk.sampling.normal import score_most
from pmrisk.sampling.tables import Book, Standard, standard


class Form(NamedTuple):
    """One shape: `numbers` as its kernel reads them, `low` and `high` what it draws."""

    kind: int
    numbers: tuple[float, ...]
    low: float
    high: float
    place: int = 0
    extent: int = 0
    knots: tuple[float, ...] = ()


def forms(sources: Sequence[Source]) -> tuple[list[Form], Float64, Float64]:
    """The form of each source, all tables, and all knots one behind the other."""
    simple = [_simple(*_unscaled(source.shape)) for source in sources]
    book = Book([form for form in simple if isinstance(form, Standard)])
    made, knots = [], list[float]()
    for form in simple:
        if isinstance(form, Standard):
            made.append(_looked_up(form, book))
        else:
            made.append(form._replace(place=len(knots)) if form.knots else form)
            knots.extend(form.knots)
    return made, book.rows(), np.array(knots)


def _unscaled(shape: shapes.Shape) -> tuple[shapes.Shape, float]:
    """What is multiplied, and by how much."""
    factor = 1.0
    while isinstance(shape, shapes.Scaled):
        factor *= shape.factor
        shape = shape.whole
    return shape, factor


def _simple(shape: shapes.Shape, by: float) -> Form | Standard:
    """The form of what has a formula; for all else, what to tabulate."""
    low, high = (by * end for end in shape.support) if by else (0.0, 0.0)
    if not low < high:
        return Form(d.FIXED, (low, 0.0), low, low)
    match shape:
        case shapes.Triangular():
            mode, width = by * shape.mode, high - low
            left, right = mode - low, high - mode
            numbers = low, high, left / width, width * left, width * right
            return Form(d.TRIANGULAR, numbers, low, high)
        case shapes.Uniform():
            return Form(d.UNIFORM, (low, high - low), low, high)
        case shapes.Normal():
            centre, sd = by * shape.mu, by * shape.sigma
            reach = sd * score_most()
            return Form(d.NORMAL, (centre, sd), centre - reach, centre + reach)
        case shapes.Cumulative():
            chances = [percent / 100 for percent in shape.percents]
            return _lines(by, chances, shape.values)
        case shapes.Discrete():
            return _steps(by, shape.edges.tolist(), shape.values)
        case shapes.Empirical():
            count = len(shape.values)
            edges = [k / count for k in range(1, count)]
            return _steps(by, edges, shape.values)
    form = standard(shape)
    return form._replace(offset=by * form.offset, scale=by * form.scale)


def _lines(by: float, chances: Sequence[float], values: Sequence[float]) -> Form:
    knots = (*chances, *values)
    ends = by * values[0], by * values[-1]
    return Form(d.LINES, (0.0, by), *ends, 0, len(chances), knots)


def _steps(by: float, edges: Sequence[float], values: Sequence[float]) -> Form:
    """Level lines between the edges: each edge is one chance with two values."""
    chances = [0.0, *(edge for edge in edges for _ in range(2)), 1.0]
    return _lines(by, chances, [value for value in values for _ in range(2)])


def _looked_up(form: Standard, book: Book) -> Form:
    left, right, share = book.place(form)
    low, high = (
        form.offset + form.scale * end for end in book.ends(left, right, share)
    )
    kind = d.TABLE if left == right else d.BLEND
    numbers = form.offset, form.scale, share
    return Form(kind, numbers, low, high, left, right)


def bounds(source: Source, form: Form) -> int:
    """What has to be done about values that time cannot have."""
    if not source.is_minutes:
        return d.MONEY
    flags = d.DIRECT
    # Rounded half up, -0.5 is zero already.
    if form.low < -0.5:
        flags |= d.CLIP if source.nonnegative else d.SIGNED
    if form.high > d.LIMIT or form.low < -d.LIMIT:
        flags |= d.CLAMP
    return flags
