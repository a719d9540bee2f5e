"""The arithmetic of core.js in a real browser, against PyTorch's and matplotlib's numbers."""

import base64

import matplotlib
import numpy as np
import pytest
import torch
from word2bert.widgets.base import core_script, packed

BYTES = "(text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))"


def as_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def decoded(core, data: bytes, kind: str) -> np.ndarray:
    """What the page reads when the bytes start at an odd place of their buffer, as those from Python may."""
    script = f"""([text, kind]) => {{
        const bytes = ({BYTES})(text);
        const buffer = new ArrayBuffer(bytes.length + 9);
        new Uint8Array(buffer).set(bytes, 3);
        return Array.from(core.decode(new DataView(buffer, 3, bytes.length), kind));
    }}"""
    return np.array(core.evaluate(script, [as_text(data), kind]))


@pytest.mark.parametrize("kind", ["float32", "float16", "uint8"])
def test_the_page_reads_what_python_packs(core, kind):
    random = np.random.default_rng(0)
    powers = 10.0 ** random.integers(-7, 4, 30)
    numbers = {
        "float32": random.normal(size=(5, 7)) * 1e6,
        "float16": np.concatenate([random.normal(size=30) * powers, [0, 65504, -65504, 6e-8]]),
        "uint8": np.arange(256),
    }[kind]
    expected = {
        "float32": lambda: numbers.astype(np.float32),
        "float16": lambda: numbers.astype(np.float16),
        "uint8": lambda: numbers,
    }[kind]()
    read = decoded(core, packed(numbers, kind), kind)
    np.testing.assert_allclose(read, expected.astype(np.float64).ravel(), rtol=1e-6, atol=0)


def test_every_float16_is_read(core):
    bits = np.arange(65536, dtype="<u2")
    known = np.isfinite(bits.view("<f2"))
    read = decoded(core, bits[known].tobytes(), "float16")
    np.testing.assert_array_equal(read, bits[known].view("<f2").astype(np.float64))


def test_another_kind_is_refused(core):
    with pytest.raises(Exception, match="kind is int4; pass float32"):
        decoded(core, b"1234", "int4")


def run(core, call: str, *tensors: torch.Tensor) -> torch.Tensor:
    """Calls core with Float32Arrays x[0], x[1] ... and gives the numbers that come back."""
    script = f"(lists) => {{ const x = lists.map((list) => Float32Array.from(list)); return Array.from({call}); }}"
    return torch.tensor(core.evaluate(script, [tensor.flatten().tolist() for tensor in tensors]))


@pytest.mark.parametrize(("n", "k", "m"), [(1, 1, 1), (3, 5, 2), (7, 64, 9), (64, 64, 64)])
def test_products_equal_pytorchs(core, n, k, m):
    torch.manual_seed(n)
    a, b = torch.randn(n, k), torch.randn(k, m)
    torch.testing.assert_close(run(core, f"core.matmul(x[0], x[1], {n}, {k}, {m})", a, b), (a @ b).flatten())
    c = torch.randn(m, k)
    torch.testing.assert_close(run(core, f"core.matmulT(x[0], x[1], {n}, {k}, {m})", a, c), (a @ c.T).flatten())


@pytest.mark.parametrize("temperature", [0.25, 1, 4])
def test_softmax_equals_pytorchs_also_with_a_mask_and_large_scores(core, temperature):
    torch.manual_seed(0)
    scores = torch.randn(6, 5) * torch.tensor([1, 10, 1000, 1, 1, 1])[:, None]
    allowed = torch.rand(6, 5) > 0.3
    allowed[4] = False
    plain = run(core, f"core.softmaxRows(x[0], 6, 5, null, {temperature})", scores)
    torch.testing.assert_close(plain, (scores / temperature).softmax(1).flatten())
    masked = run(core, f"core.softmaxRows(x[0], 6, 5, Uint8Array.from(x[1]), {temperature})", scores, allowed.float())
    expected = (scores / temperature).masked_fill(~allowed, -torch.inf).softmax(1).nan_to_num(0.0)
    torch.testing.assert_close(masked, expected.flatten())
    assert masked.view(6, 5)[4].tolist() == [0, 0, 0, 0, 0], "a row with nothing to attend to is zero"


def test_cividis_is_matplotlibs(core):
    table = matplotlib.colormaps["cividis"](np.arange(256), bytes=True)[:, :3]
    assert core.evaluate("Array.from(core.cividisTable)") == table.ravel().tolist()
    shares = [0, 0.001, 0.25, 0.4999, 0.5, 0.999, 1, -3, 7]
    expected = matplotlib.colormaps["cividis"](np.clip(shares, 0, 1), bytes=True)[:, :3].tolist()
    said = core.evaluate("(shares) => shares.map((share) => core.cividisBytes(share))", shares)
    assert said == expected


def test_a_difference_is_white_at_zero_blue_below_and_vermilion_above(core):
    said = core.evaluate("[0, -1, 1, 0.5, 9].map(core.differenceBytes)")
    assert said == [[255, 255, 255], [0, 114, 178], [213, 94, 0], [234, 175, 128], [213, 94, 0]]


def painted(core, matrix: np.ndarray, box: tuple[int, int, int, int], size: int = 40, scale: int = 1) -> np.ndarray:
    """The pixels of a canvas on which the matrix was painted in greys (a value is 0 to 255) into the box."""
    script = """([text, n, m, [x, y, width, height], size, scale]) => {
        const values = core.decode(new DataView((BYTES)(text).buffer), "float32");
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = size * scale;
        const pen = canvas.getContext("2d");
        pen.setTransform(scale, 0, 0, scale, 0, 0);
        const grey = (value) => value < 0 ? null : [value, value, value];
        core.paintMatrix(pen, values, n, m, { x, y, width, height }, grey);
        return Array.from(pen.getImageData(0, 0, size * scale, size * scale).data);
    }"""
    data = core.evaluate(
        script.replace("BYTES", BYTES), [as_text(packed(matrix, "float32")), *matrix.shape, list(box), size, scale]
    )
    return np.array(data).reshape(size * scale, size * scale, 4)


@pytest.mark.parametrize("scale", [1, 2])
def test_a_matrix_is_painted_crisply_where_its_box_lies(core, scale):
    matrix = np.array([[10, 20, 30], [40, 50, -1]])
    pixels = painted(core, matrix, (4, 6, 30, 20), scale=scale)
    inside = pixels[6 * scale : 26 * scale, 4 * scale : 34 * scale]
    cells = np.repeat(np.repeat(matrix, 10 * scale, 0), 10 * scale, 1)
    np.testing.assert_array_equal(inside[..., 0], np.maximum(cells, 0))
    np.testing.assert_array_equal(inside[..., 3], np.where(cells < 0, 0, 255))
    assert pixels[..., 3].sum() == inside[..., 3].sum(), "nothing outside the box"


@pytest.mark.parametrize(("row", "column"), [(0, 0), (257, 511), (511, 3), (100, 256)])
def test_a_lone_bright_cell_never_vanishes(core, row, column):
    matrix = np.zeros((512, 512))
    matrix[row, column] = 200
    pixels = painted(core, matrix, (0, 0, 37, 37))[:37, :37, 0]
    assert pixels.max() == 200
    assert (pixels > 0).sum() == 1
    assert np.argwhere(pixels)[0].tolist() == [row * 37 // 512, column * 37 // 512]


CURSOR = """() => {
    const traits = { locked: null };
    const nothing = () => {};
    const set = (key, value) => (traits[key] = value);
    const model = { get: (key) => traits[key], set, save_changes: nothing, on: nothing, off: nothing };
    const view = core.frame(model, document.body, "test");
    const node = core.make("div");
    node.style.cssText = "position: absolute; left: 50px; top: 60px; width: 300px; height: 200px";
    view.root.append(node);
    window.changes = [];
    window.leaked = [];
    document.addEventListener("keydown", (event) => leaked.push(event.key));
    window.cursor = core.gridCursor(view, node, {
        name: "weights", rows: 3, columns: () => 4, box: () => ({ x: 20, y: 10, width: 200, height: 150 }),
        label: (row, column) => `row ${row}, column ${column}`,
        get: () => model.get("locked"), set: (locked) => view.put({ locked }), changed: (cell) => changes.push(cell),
    });
    window.locked = () => traits.locked;
}"""


@pytest.fixture
def grid(browser):
    """A page with a grid of 3 x 4 cells, for mouse, keys and fingers; and a function that says where a cell is."""
    page = browser.new_page(has_touch=True)
    page.set_content("<!doctype html><title>grid</title><body></body>")
    page.add_script_tag(content=core_script())
    page.add_style_tag(content=".w2b { position: absolute; left: 0; top: 0; } [hidden] { display: none; }")
    page.evaluate(CURSOR)
    corner = page.locator("[role=application]").bounding_box()

    def at(row, column):
        return corner["x"] + 20 + 50 * (column + 0.5), corner["y"] + 10 + 50 * (row + 0.5)

    yield page, at
    page.close()


def says(page):
    return page.locator(".w2b-says").text_content()


def test_hovering_shows_a_cell_and_a_click_locks_it(grid):
    page, at = grid
    page.mouse.move(*at(1, 2))
    assert (says(page), page.evaluate("cursor.shown()"), page.evaluate("locked()")) == ("row 1, column 2", [1, 2], None)
    page.mouse.move(5, 5)
    assert page.evaluate("cursor.shown()") is None
    page.mouse.click(*at(2, 3))
    page.mouse.move(*at(0, 0))
    assert (says(page), page.evaluate("locked()")) == ("row 2, column 3", [2, 3])
    page.mouse.click(*at(2, 3))
    assert page.evaluate("locked()") is None
    assert page.evaluate("changes") == [[1, 2], None, [2, 3]]


def test_the_whole_grid_is_reached_by_keys_which_do_not_leak(grid):
    page, _ = grid
    page.keyboard.press("Tab")
    assert page.evaluate("cursor.shown()") == [0, 0]
    walked = []
    for key in ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowUp", "End", "ArrowRight", "ArrowDown", "Home", "ArrowLeft"]:
        page.keyboard.press(key)
        walked.append(page.evaluate("cursor.shown()"))
    assert walked == [[1, 0], [1, 1], [0, 1], [0, 1], [0, 3], [0, 3], [1, 3], [1, 0], [1, 0]]
    page.keyboard.press("Enter")
    assert page.evaluate("locked()") == [1, 0]
    page.keyboard.press("ArrowDown")
    assert page.evaluate("locked()") == [2, 0], "a locked cell walks with the keys"
    page.keyboard.press("Escape")
    assert (page.evaluate("locked()"), page.evaluate("cursor.shown()")) == (None, None)
    assert page.evaluate("leaked") == ["Tab"]
    page.keyboard.press("a")
    assert page.evaluate("leaked")[-1] == "a", "keys that mean nothing here stay the page's"


def test_a_finger_locks_and_unlocks_what_it_touches(grid):
    page, at = grid
    page.touchscreen.tap(*at(1, 3))
    assert (says(page), page.evaluate("locked()")) == ("row 1, column 3", [1, 3])
    page.touchscreen.tap(*at(2, 0))
    assert (says(page), page.evaluate("locked()")) == ("row 2, column 0", [2, 0])
    page.touchscreen.tap(*at(2, 0))
    assert page.evaluate("locked()") is None


def test_the_ring_stands_around_the_cell_that_is_shown(grid):
    page, at = grid
    ring = page.locator(".w2b-cell")
    assert ring.is_hidden()
    page.mouse.move(*at(2, 1))
    box, (x, y) = ring.bounding_box(), at(2, 1)
    assert (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) == pytest.approx((x, y), abs=5)
    page.mouse.click(*at(0, 0))
    assert "w2b-locked" in ring.get_attribute("class")
