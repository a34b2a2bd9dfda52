"""Persian names on the picture: their letters are joined and stand in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

# How much of the ink of a text that is written into an empty canvas is also in the picture
# where the label of Isfahan stands: 1 if all of it is.
SHARE = """([text, box, direction]) => {
  const picture = document.querySelector("canvas");
  const ratio = picture.width / picture.clientWidth;
  const [w, h] = [Math.ceil(box.w * ratio) + 8, Math.ceil(box.h * ratio) + 8];
  const font = getComputedStyle(document.body).fontFamily;
  const ink = (draw, darkest) => {
    const canvas = document.createElement("canvas");
    canvas.width = w;
    canvas.height = h;
    const ctx = canvas.getContext("2d");
    draw(ctx);
    const { data } = ctx.getImageData(0, 0, w, h);
    return Array.from({ length: w * h }, (_one, place) =>
      data[4 * place] + data[4 * place + 1] + data[4 * place + 2] < darkest
        && data[4 * place + 3] > 128);
  };
  const seen = ink((ctx) =>
    ctx.drawImage(picture, box.x * ratio - 4, box.y * ratio - 4, w, h, 0, 0, w, h), 450);
  const wanted = ink((ctx) => {
    ctx.font = `600 ${box.size * ratio}px ${font}`;
    ctx.direction = direction;
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    ctx.fillText(text, 4, 4 + (box.h * ratio) / 2);
  }, 300);
  // The two may lie a pixel apart.
  let best = 0;
  for (const dx of [-1, 0, 1]) {
    for (const dy of [-1, 0, 1]) {
      let both = 0;
      let all = 0;
      for (let y = 1; y < h - 1; y += 1) {
        for (let x = 1; x < w - 1; x += 1) {
          if (!wanted[y * w + x]) continue;
          all += 1;
          if (seen[(y + dy) * w + x + dx]) both += 1;
        }
      }
      best = Math.max(best, both / all);
    }
  }
  return best;
}"""


def test_persian_names_are_joined_and_in_order(open_page: Callable[..., Any]) -> None:
    opened = open_page(language="fa", hash_="#view=network")
    page = opened.page
    box = next(label for label in opened.drawn()["labels"] if label["id"] == "isfahan")
    name = box["text"]
    assert name == "اصفهان"
    apart = "\u200c".join(name)
    assert page.evaluate(SHARE, [name, box, "rtl"]) > 0.85
    assert page.evaluate(SHARE, [apart, box, "rtl"]) < 0.7, "not letter by letter"
    assert page.evaluate(SHARE, [name[::-1], box, "rtl"]) < 0.7, "not backwards"
    fonts = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert fonts.startswith("Vazirmatn"), "the first of the stack, where it is installed"
