"""How many columns and rows a list of names gets in the room there is, evenly filled."""

from dataclasses import dataclass

from counting.layout.cells import Shape
from counting.model.geometry import Box


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one size, from the top left corner of `area`, which includes the captions' head."""

    columns: int
    rows: int
    cell: tuple[float, float]
    area: Box

    def cells(self, count: int, shape: Shape) -> tuple[Box, ...]:
        """The cell of each of `count` names, in ballot order.

        Rows are filled one after the other; columns hold as many names each, or one less.
        """
        width, height = self.cell
        top = self.area.y + shape.head
        if shape.by_rows:
            places = [divmod(i, self.columns) for i in range(count)]
        else:
            least, longer = divmod(count, self.columns)
            places = [
                (row, column)
                for column in range(self.columns)
                for row in range(least + (column < longer))
            ]
        return tuple(
            Box(self.area.x + column * width, top + row * height, width, height)
            for row, column in places
        )


def fit(shape: Shape, count: int, body: Box) -> Grid | None:
    """The best grid of `count` cells within `body`, or None when none holds them all."""
    grids = [
        grid
        for columns in range(1, min(count, _most_columns(shape, body)) + 1)
        if (grid := _grid(shape, count, columns, body)) is not None
    ]
    return max(grids, key=lambda grid: _merit(shape, count, grid), default=None)


def capacity(shape: Shape, body: Box) -> int:
    """The most names that fit into `body`."""
    rows = max(int((body.h - shape.head) / shape.least[1] + 1e-9), 0)
    return rows * _most_columns(shape, body)


def _most_columns(shape: Shape, body: Box) -> int:
    return int(body.w / shape.least[0] + 1e-9)


def _grid(shape: Shape, count: int, columns: int, body: Box) -> Grid | None:
    rows = -(-count // columns)
    if not shape.by_rows:
        columns = -(-count // rows)  # as few columns as these rows need
    height = (body.h - shape.head) / rows
    if height < shape.least[1] - 1e-9:
        return None
    width = min(body.w / columns, shape.most[0])
    height = min(height, shape.most[1])
    spare = body.h - shape.head - rows * height
    area = Box(
        body.x + (body.w - columns * width) / 2,
        body.y + min(spare * 0.35, 30.0),
        columns * width,
        rows * height + shape.head,
    )
    return Grid(columns, rows, (width, height), area)


def _merit(shape: Shape, count: int, grid: Grid) -> tuple[float, int]:
    """How good a grid looks: cells near the ideal size, few empty ones.

    Between equals, names in rows spread sideways, names in columns stand in few columns.
    """
    width, height = grid.cell
    size = min(width / shape.ideal[0], 1.0) * min(height / shape.ideal[1], 1.0)
    empty = (grid.columns * grid.rows - count) / count
    merit = round(size - 0.3 * empty, 6)
    return merit, grid.columns if shape.by_rows else -grid.columns
