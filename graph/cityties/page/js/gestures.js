// Mouse and finger on the picture, in words of the picture: pan, zoom, click, hover.

const STILL = 4; // pixels that a mouse may tremble before it is a drag
const UNSTEADY = 10; // pixels that a finger may

/**
 * Listen on an element.
 *
 * A mouse moves the picture. One finger scrolls the page, as everywhere else: it takes two to
 * move the picture.
 *
 * @param {HTMLElement} element takes the focus and the pointers
 * @param {{
 *   pan(dx: number, dy: number): void,
 *   zoom(factor: number, x?: number, y?: number): void,
 *   click(x: number, y: number): void,
 *   hover(x: number, y: number): void,
 *   leave(): void,
 *   alone?(): void,
 * }} use what each gesture does; x and y are pixels of the element; `alone`: one finger was
 *   moved, where two are needed
 * @param {{only?: string}} [how] `only: "touch"`: the fingers alone, taken away from whoever
 *   else listens inside the element
 */
export function listenGestures(element, use, { only } = {}) {
  const down = new Map(); // pointer id to where it is
  let dragged = false;
  let start = null;
  let apart = 0;
  let tapped = false;
  element.classList.add("gestures");

  const spot = (event) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const middle = () => {
    const all = [...down.values()];
    return {
      x: all.reduce((sum, one) => sum + one.x, 0) / all.length,
      y: all.reduce((sum, one) => sum + one.y, 0) / all.length,
    };
  };
  const spread = () => {
    const [one, other] = [...down.values()];
    return other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  };
  const isFinger = (event) => event.pointerType === "touch";
  const listen = (name, act) =>
    element.addEventListener(
      name,
      (event) => {
        if (only && event.pointerType !== only) return;
        if (only) event.stopPropagation();
        act(event);
      },
      { capture: Boolean(only) },
    );

  listen("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    try {
      element.setPointerCapture(event.pointerId);
    } catch {
      // The pointer has left again already.
    }
    down.set(event.pointerId, spot(event));
    start = middle();
    apart = spread();
    if (down.size === 1) dragged = false;
  });

  listen("pointermove", (event) => {
    const here = spot(event);
    if (!down.has(event.pointerId)) {
      if (event.pointerType === "mouse") use.hover(here.x, here.y);
      return;
    }
    const before = middle();
    const still = isFinger(event) ? UNSTEADY : STILL;
    const was = down.get(event.pointerId);
    down.set(event.pointerId, here);
    const now = middle();
    if (!dragged && down.size === 1 && Math.hypot(now.x - start.x, now.y - start.y) < still) {
      down.set(event.pointerId, was);
      return;
    }
    if (down.size === 1 && isFinger(event)) {
      if (!dragged) use.alone?.();
      dragged = true;
      return;
    }
    dragged = true;
    use.pan(now.x - before.x, now.y - before.y);
    const wider = spread();
    if (down.size === 2 && apart > 0 && wider > 0) use.zoom(wider / apart, now.x, now.y);
    apart = wider;
  });

  const lift = (event) => {
    if (!down.delete(event.pointerId)) return;
    apart = spread();
    if (down.size > 0 || event.type !== "pointerup" || dragged) return;
    tapped = isFinger(event);
    const { x, y } = spot(event);
    use.click(x, y);
  };
  listen("pointerup", lift);
  // A tap has been answered: no mouse is played after it, which would take the focus back.
  element.addEventListener(
    "touchend",
    (event) => {
      if (tapped && event.cancelable) event.preventDefault();
      tapped = false;
    },
    { passive: false },
  );
  listen("pointercancel", lift);
  listen("pointerleave", () => use.leave());
  if (only) return;

  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 16 : 1; // some mice count lines, not pixels
      const speed = event.ctrlKey ? 0.01 : 0.0016; // a pinch on a touchpad comes as ctrl
      const turn = Math.min(240, Math.max(-240, event.deltaY * lines));
      const { x, y } = spot(event);
      use.zoom(Math.exp(-turn * speed), x, y);
    },
    { passive: false },
  );
}
